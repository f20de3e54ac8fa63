--- @include ../header
--- @include ../order

--[[
A packed timeline is two strings. The tail has the header and behind it the latest entries as they came, so that a push
is one APPEND. The sealed part has all others, lowest first, each position once, all above the watermark. It is written
as a whole, so that it takes exactly the room that it needs; it is missing when there are no such entries.

Either may be evicted without the other. The header knows how long the sealed part has to be: a timeline that does not
fit together is absent.
]]
local HINT_BYTES = 8

--- The key of the sealed part: that of the tail with another letter behind the tag.
local function sealed_key_of(key)
  local brace = string.find(key, '}', 1, true)
  return string.sub(key, 1, brace) .. 's' .. string.sub(key, brace + 2)
end

local function forget(key)
  redis.call('UNLINK', key, sealed_key_of(key))
end

--- The whole of a timeline of this life, or nil.
local function load_timeline(key, life, width)
  local text = redis.call('GET', key)
  local timeline = text and parse_header(text, life, width)
  if not timeline then
    return nil
  end
  timeline.tail = string.sub(text, timeline.length + 1)
  timeline.entries = ''
  if timeline.sealed > 0 then
    timeline.entries = redis.call('GET', sealed_key_of(key)) or ''
    if #timeline.entries ~= timeline.sealed * (timeline.width + HINT_BYTES) then
      return nil
    end
  end
  return timeline
end

--- Writes a timeline whose entries are all sealed. It lives for as long as it would have.
local function save_sealed(key, timeline)
  local sealed_key = sealed_key_of(key)
  timeline.sealed = #timeline.entries / (timeline.width + HINT_BYTES)
  if timeline.sealed > 0 then
    local life_ms = redis.call('PTTL', key)
    if life_ms < 0 then
      redis.call('SET', sealed_key, timeline.entries)
    else
      redis.call('SET', sealed_key, timeline.entries, 'PX', math.max(1, life_ms))
    end
  else
    redis.call('UNLINK', sealed_key)
  end
  redis.call('SET', key, format_header(timeline), 'KEEPTTL')
end

--- Whether entries are in order, each position once, and above a position ('': any).
local function ascends(below, added, width, size)
  local format = POSITION_FORMATS[width]
  local a, b, c = -1, 0, 0
  if below ~= '' then
    a, b, c = struct.unpack(format, below)
  end
  for offset = 1, #added, size do
    local x, y, z = struct.unpack(format, added, offset)
    if x < a or (x == a and (y < b or (y == b and z <= c))) then
      return false
    end
    a, b, c = x, y, z
  end
  return true
end

--- The entries of `added`, in any order but best nearly in order, sorted into `entries`. Of several with one position
--- the first stays.
local function merge(entries, added, width)
  local size = width + HINT_BYTES
  if ascends(string.sub(entries, -size, -1 - HINT_BYTES), added, width, size) then
    return entries .. added
  end
  local format = POSITION_FORMATS[width]
  local count, a, b, c, at = 0, {}, {}, {}, {}
  for offset = 1, #added, size do
    local x, y, z = struct.unpack(format, added, offset)
    local place = count
    while place > 0 and (a[place] > x or (a[place] == x and (b[place] > y or (b[place] == y and c[place] > z)))) do
      place = place - 1
    end
    if place == 0 or a[place] ~= x or b[place] ~= y or c[place] ~= z then
      for index = count, place + 1, -1 do
        a[index + 1], b[index + 1], c[index + 1], at[index + 1] = a[index], b[index], c[index], at[index]
      end
      a[place + 1], b[place + 1], c[place + 1], at[place + 1] = x, y, z, offset
      count = count + 1
    end
  end

  -- From the top down: most of what is added lies above all that is sealed, which is cut in two places at most.
  local pieces, top = {}, #entries / size
  for index = count, 1, -1 do
    local offset = at[index]
    local below = top
    if top > 0 and not is_below(entries, (top - 1) * size + 1, added, offset, width) then
      below = count_below(entries, top, string.sub(added, offset, offset + width - 1), width, size)
    end
    if below < top then
      local is_known = not is_below(added, offset, entries, below * size + 1, width)
      pieces[#pieces + 1] = string.sub(entries, below * size + 1, top * size)
      if is_known then
        offset = nil
      end
      top = below
    end
    if offset then
      pieces[#pieces + 1] = string.sub(added, offset, offset + size - 1)
    end
  end
  pieces[#pieces + 1] = string.sub(entries, 1, top * size)
  for index = 1, math.floor(#pieces / 2) do
    pieces[index], pieces[#pieces + 1 - index] = pieces[#pieces + 1 - index], pieces[index]
  end
  return table.concat(pieces)
end

--- Brings a timeline into its sealed form: sorted, above its watermark, with at most `max_entries` entries.
local function seal(timeline, max_entries)
  local width = timeline.width
  local size = width + HINT_BYTES
  local entries = merge(timeline.entries, timeline.tail, width)
  local watermark = string.sub(timeline.watermark, 1, width)
  local first = count_below(entries, #entries / size, watermark, width, size)
  if string.sub(entries, first * size + 1, first * size + width) == watermark then
    first = first + 1
  end
  local surplus = #entries / size - first - max_entries
  if surplus > 0 then
    first = first + surplus
    timeline.watermark = as_watermark(string.sub(entries, (first - 1) * size + 1, (first - 1) * size + width))
  end
  timeline.entries = string.sub(entries, first * size + 1)
  timeline.tail = ''
end
