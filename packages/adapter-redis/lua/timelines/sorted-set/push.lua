--- @include ../cell
--- @include ../hex
--- @include timeline

--[[
Adds entries to every open timeline among many of one cell.

KEYS 1 record of the cell, 2… timelines
ARGV 1 epoch, 2 layout, 3 entries in hex, lowest first, 4 bytes of a position, 5 lowest reader class that gets them,
     6 entries to keep
Returns a string of one digit per timeline: 0 absent, 1 pushed, 2 skipped for its reader class.
]]
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
  return refusal
end
local added = bytes_of(ARGV[3])
local width, push_from, max_entries = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local most = max_entries + math.floor(max_entries / 4)

local statuses = {}
for index = 2, #KEYS do
  local key = KEYS[index]
  local header = load_header(key, life, width)
  local status = '0'
  if header then
    status = '2'
    if header.reader_class >= push_from then
      status = '1'
      local is_first = header.width == 0
      header.width = width
      if add_entries(key, header, added, max_entries, most) or is_first then
        save_header(key, header)
      end
    end
  end
  statuses[index - 1] = status
end
return table.concat(statuses)
