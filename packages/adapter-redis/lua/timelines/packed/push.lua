--- @include ../cell
--- @include ../hex
--- @include extend

--[[
Adds entries to every open timeline among many of one cell. The tail of an open one grows by an APPEND; it is sealed
when it is long, or when the timeline is a quarter larger than it may be. What lies at or below the watermark and what
is there twice goes when the tail is sealed; until then readers skip it.

Timelines of one age have the same summary, token and watermark apart: what it means is found out once for all of them.

KEYS 1 record of the cell, 2… tails of the timelines
ARGV 1 epoch, 2 layout, 3 entries in hex, lowest first, 4 bytes of a position, 5 lowest reader class that gets them,
     6 entries to keep
Returns a string of one digit per timeline: 0 absent, 1 pushed, 2 skipped for its reader class.
]]
local LONGEST_TAIL = 64

local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
  return refusal
end
local added = bytes_of(ARGV[3])
local width, push_from, max_entries = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local size = width + HINT_BYTES
local most = max_entries + math.floor(max_entries / 4)
local call = redis.call
-- As text: numbers would be printed anew for every call.
local summary_end = tostring(SUMMARY_BYTES - 1)

--- What a push does with timelines of a summary: `status`, and unless that is final, `seal_at`, the bytes of a tail
--- that has to be sealed.
local function meaning_of(text)
  if #text < SUMMARY_BYTES then
    return { status = '0' }
  end
  local of_life, of_width, reader_class, _, length, sealed = struct.unpack(SUMMARY_FORMAT, text)
  if of_life ~= life or (of_width ~= width and of_width ~= 0) then
    return { status = '0' }
  end
  if reader_class < push_from then
    return { status = '2' }
  end
  local most_in_tail = math.min(LONGEST_TAIL, most + 1 - sealed)
  return { status = '1', length = length, sealed = sealed, seal_at = length + most_in_tail * size, is_new = of_width == 0 }
end

--- Seals the tail of a timeline. False: it was torn, and is forgotten.
local function seal_tail(key, summary)
  local outcome = extend_sealed(key, summary, width, max_entries)
  if outcome == 'unsorted' then
    local timeline = load_timeline(key, life, width)
    if timeline then
      seal(timeline, max_entries)
      save_sealed(key, timeline)
      return true
    end
  end
  if outcome ~= 'done' then
    forget(key)
  end
  return outcome == 'done'
end

local statuses, known = {}, {}
for index = 2, #KEYS do
  local key = KEYS[index]
  local text = call('GETRANGE', key, '0', summary_end)
  local summary = known[text]
  if not summary then
    summary = meaning_of(text)
    known[text] = summary
  end
  local status = summary.status
  if status == '1' then
    if summary.is_new then
      call('SETRANGE', key, '16', string.char(width))
    end
    if call('APPEND', key, added) >= summary.seal_at and not seal_tail(key, summary) then
      status = '0'
    end
  end
  statuses[index - 1] = status
end
return table.concat(statuses)
