--- @include ring

--[[
A packed timeline is two strings. The tail has the header and behind it the latest entries as they came, so that a push
is one APPEND. The sealed part has all others, all above the watermark, in exactly the room that they need; it is missing
when there are none.

The answer to an APPEND, the length of the tail, tells a push all that it has to know. An entry has 16 or 24 bytes, and
the header is filled up to a length that tells the width of positions. So the length of a tail modulo 8 is

  5  while nobody has said the width
  6  with positions of 8 bytes
  7  with positions of 16 bytes
  0  without a header: the timeline is absent, and the APPEND itself has created the key

Behind the token stands the start of the ring, 4 bytes, and then zeros.

Either part may be evicted without the other. The header knows how long the sealed part has to be: a timeline that does
not fit together is absent.
]]
--- Without what the length modulo 8 adds. Leaves room for tokens of 16 bytes; the tail behind a longer one is sealed
--- sooner.
local USUAL_HEADER_BYTES = 64
local RING_START_BYTES = 4
--- A tail that lies above all sealed entries but so many is sealed in place.
local MOST_OVERTAKEN = 32

--- The key of the sealed part: that of the tail with another letter behind the tag.
local function sealed_key_of(key)
  local brace = string.find(key, '}', 1, true)
  return string.sub(key, 1, brace) .. 's' .. string.sub(key, brace + 2)
end

local function forget(key)
  redis.call('UNLINK', key, sealed_key_of(key))
end

--- What the length of a tail is modulo 8.
local function length_class(width)
  return 5 + width / 8
end

--- Length of a header as it stands in a tail.
local function header_bytes(header)
  local class = length_class(header.width)
  local eights = math.ceil((header.length + RING_START_BYTES - class) / 8)
  return math.max(USUAL_HEADER_BYTES, eights * 8) + class
end

local function tail_header(header)
  local text = format_header(header)
  header.length = #text
  text = text .. struct.pack('>I4', header.ring_start)
  return text .. string.rep('\0', header_bytes(header) - #text)
end

--- The header of a timeline of this life, for positions of this width or not yet of any (0: any width), and the tail
--- that it begins; or nil. What is of another life, or does not fit together, is forgotten.
local function load_header(key, life, width)
  local text = redis.call('GET', key)
  if not text then
    return nil
  end
  local header = parse_header(text, life, 0)
  local size = header and header.width + HINT_BYTES
  if not header or (header.sealed > 0 and redis.call('STRLEN', sealed_key_of(key)) ~= header.sealed * size) then
    forget(key)
    return nil
  end
  if header.width ~= width and header.width ~= 0 and width ~= 0 then
    return nil
  end
  header.ring_start = struct.unpack('>I4', text, header.length + 1)
  return header, text
end

--- The header of a timeline of this life, with the entries of its tail; or nil.
local function load_tail(key, life, width)
  local timeline, text = load_header(key, life, width)
  if timeline then
    timeline.tail = string.sub(text, header_bytes(timeline) + 1)
  end
  return timeline
end

local function load_entries(key, timeline)
  timeline.entries = sealed_entries(sealed_key_of(key), timeline, 0, timeline.sealed)
end

--- Writes a timeline whose entries are all sealed. It lives for as long as it would have.
local function save_timeline(key, timeline)
  local sealed_key = sealed_key_of(key)
  timeline.sealed, timeline.ring_start = #timeline.entries / (timeline.width + HINT_BYTES), 0
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
  redis.call('SET', key, tail_header(timeline), 'KEEPTTL')
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

--- Seals and saves a timeline that is full: its lowest entries give way to the tail. Answers whether it could; what
--- lies far below the highest entries takes a `seal`.
local function seal_in_place(key, timeline, max_entries)
  local width, count, added = timeline.width, timeline.sealed, timeline.tail
  local size = width + HINT_BYTES
  if count ~= max_entries or count < MOST_OVERTAKEN + #added / size then
    return false
  end
  local sealed_key, from = sealed_key_of(key), count
  local top = string.sub(sealed_entries(sealed_key, timeline, count - 1, count), 1, width)
  if not ascends(top, added, width, size) then
    from = count - MOST_OVERTAKEN
    local highest = sealed_entries(sealed_key, timeline, from, count)
    added = merge(highest, added, width)
    if string.sub(added, 1, size) ~= string.sub(highest, 1, size) then
      return false
    end
  end
  local surplus = from + #added / size - count
  if surplus > 0 then
    local dropped = sealed_entries(sealed_key, timeline, surplus - 1, surplus)
    timeline.watermark = as_watermark(string.sub(dropped, 1, width))
    overwrite_sealed(sealed_key, timeline, from, added)
    timeline.ring_start = (timeline.ring_start + surplus) % count
  end
  redis.call('SET', key, tail_header(timeline), 'KEEPTTL')
  return true
end
