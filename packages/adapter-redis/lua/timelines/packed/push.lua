--- @include ../cell
--- @include ../hex
--- @include timeline

--[[
Adds entries to every open timeline among many of one cell. The tail of an open one grows by an APPEND; it is sealed
when it is long, or when the timeline is a quarter larger than it may be. What lies at or below the watermark and what
is there twice goes when the tail is sealed; until then readers skip it.

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
local call, unpack_summary = redis.call, struct.unpack
-- As text: numbers would be printed anew for every call.
local summary_end = tostring(SUMMARY_BYTES - 1)

local statuses = {}
for index = 2, #KEYS do
  local key, status = KEYS[index], '0'
  local summary = call('GETRANGE', key, '0', summary_end)
  if #summary == SUMMARY_BYTES then
    local of_life, of_width, reader_class, _, length, sealed = unpack_summary(SUMMARY_FORMAT, summary)
    if of_life == life and (of_width == width or of_width == 0) then
      if reader_class < push_from then
        status = '2'
      else
        status = '1'
        if of_width == 0 then
          call('SETRANGE', key, '16', string.char(width))
        end
        local in_tail = (call('APPEND', key, added) - length) / size
        if in_tail >= LONGEST_TAIL or sealed + in_tail > most then
          local timeline = load_timeline(key, life, width)
          if timeline then
            seal(timeline, max_entries)
            save_sealed(key, timeline)
          else
            forget(key)
            status = '0'
          end
        end
      end
    end
  end
  statuses[index - 1] = status
end
return table.concat(statuses)
