--[[
The header of a timeline, big-endian:

   1  life, 16 hex digits
  17  bytes of a position: 8 or 16, 0 while nobody has said
  18  reader class
  19  1 if filled, 0 while being filled
  20  length of the header with its token, 2 bytes
  22  number of sealed entries, 4 bytes (packed timelines)
  26  watermark, 16 bytes: a position, then zeros
  42  graph version, 8 bytes; only clients look into it
  50  token
]]
local FIXED_BYTES = 49
local SUMMARY_FORMAT = '>c16BBBI2I4'
local NO_WATERMARK = string.rep('\0', 16)
local NO_VERSION = string.rep('\0', 8)

--- The header that a text begins with, if it is of this life, and for positions of this width or not yet of any
--- (0: any width); else nil.
local function parse_header(text, life, width)
  if #text < FIXED_BYTES then
    return nil
  end
  local of_life, of_width, reader_class, filled, length, sealed = struct.unpack(SUMMARY_FORMAT, text)
  if of_life ~= life or (of_width ~= width and of_width ~= 0 and width ~= 0) then
    return nil
  end
  return {
    life = life,
    width = of_width,
    reader_class = reader_class,
    filled = filled,
    length = length,
    sealed = sealed,
    watermark = string.sub(text, 26, 41),
    graph_version = string.sub(text, 42, 49),
    token = string.sub(text, FIXED_BYTES + 1, length),
  }
end

local function format_header(header)
  local length = FIXED_BYTES + #header.token
  return struct.pack(SUMMARY_FORMAT, header.life, header.width, header.reader_class, header.filled, length, header.sealed)
    .. header.watermark
    .. header.graph_version
    .. header.token
end

--- A position as the header keeps it.
local function as_watermark(position)
  return position .. string.rep('\0', 16 - #position)
end
