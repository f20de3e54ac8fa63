--- @include ../cell
--- @include ../hex
--- @include timeline

--[[
Adds entries to every open timeline among many of one cell. The tail of an open one grows by an APPEND; it is sealed
when it is long, or when it has a quarter of the entries that the timeline may have. What lies at or below the watermark
and what is there twice goes when the tail is sealed; until then readers skip it.

KEYS 1 record of the cell, 2… tails of the timelines
ARGV 1 epoch, 2 layout, 3 entries in hex, lowest first, 4 bytes of a position, 5 lowest reader class that gets them,
     6 entries to keep
Returns a string of one digit per timeline: 0 absent, 1 pushed, 2 skipped for its reader class. What is pushed to a
timeline of another life, or to one that has lost its sealed part, is void: it is absent to whoever reads or seals it.
]]
local LONGEST_TAIL = 64
--- An APPEND to an absent timeline has to be taken back. So if a quarter of so many were absent, each of the next is looked
--- at before.
local SAMPLE = 32

local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
  return refusal
end
local added = bytes_of(ARGV[3])
local width, push_from, max_entries = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local class, unknown = length_class(width), length_class(0)
local most_in_tail = math.min(LONGEST_TAIL - 1, math.floor(max_entries / 4))
local longest = USUAL_HEADER_BYTES + class + most_in_tail * (width + HINT_BYTES)
local call = redis.call

--- What becomes of a timeline whose tail an APPEND has made so long, if it is not simply pushed to.
local function settle(key, length)
  local found = length % 8
  if length == #added then
    call('UNLINK', key)
    return '0'
  end
  if found ~= class and found ~= unknown then
    call('SET', key, string.sub(call('GET', key), 1, -1 - #added), 'KEEPTTL')
    return '0'
  end
  local timeline = load_tail(key, life, width)
  if not timeline then
    return '0'
  end
  if not seal_in_place(key, timeline, max_entries) then
    load_entries(key, timeline)
    timeline.width = width
    seal(timeline, max_entries)
    save_timeline(key, timeline)
  end
  return '1'
end

local statuses, looks, absent = {}, false, 0
for index = 2, #KEYS do
  local key, status = KEYS[index], '1'
  if push_from > 0 then
    local reader_class = string.byte(call('GETRANGE', key, '17', '17'))
    status = not reader_class and '0' or reader_class < push_from and '2' or '1'
  elseif looks and call('STRLEN', key) == 0 then
    status = '0'
  end
  if status == '1' then
    local length = call('APPEND', key, added)
    if length > longest or length % 8 ~= class then
      status = settle(key, length)
    end
  end
  if status == '0' then
    absent = absent + 1
  end
  if index % SAMPLE == 0 then
    looks, absent = absent > SAMPLE / 4, 0
  end
  statuses[index - 1] = status
end
return table.concat(statuses)
