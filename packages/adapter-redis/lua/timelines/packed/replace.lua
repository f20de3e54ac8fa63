--- @include ../cell
--- @include timeline

--[[
Changes a timeline in bulk under its token. Sent twice, because the first reply was lost, it does nothing and says so.

KEYS 1 record of the cell, 2 tail of the timeline
ARGV 1 epoch, 2 layout, 3 token, 4 next token, 5 reader class, 6 graph version, 8 bytes, 7 watermark,
     8 entries to add, lowest first, 9 positions to remove, 10 entries to keep
Returns 0 if the timeline is absent, 1 if it is replaced, 2 if the token is another one.
]]
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
  return refusal
end
local key, next_token, watermark, removed = KEYS[2], ARGV[4], ARGV[7], ARGV[9]
local width = #watermark
local timeline = load_tail(key, life, width)
if not timeline then
  forget(key)
  return 0
end
if timeline.token ~= ARGV[3] then
  return timeline.token == next_token and 1 or 2
end

local function without_removed(entries)
  local gone = {}
  for offset = 1, #removed, width do
    gone[string.sub(removed, offset, offset + width - 1)] = true
  end
  local kept, size = {}, width + HINT_BYTES
  for offset = 1, #entries, size do
    if not gone[string.sub(entries, offset, offset + width - 1)] then
      kept[#kept + 1] = string.sub(entries, offset, offset + size - 1)
    end
  end
  return table.concat(kept)
end

load_entries(key, timeline)
timeline.width = width
if removed ~= '' then
  timeline.entries, timeline.tail = without_removed(timeline.entries), without_removed(timeline.tail)
end
timeline.entries = merge(timeline.entries, timeline.tail, width)
timeline.tail = ARGV[8]
if is_below(timeline.watermark, 1, watermark, 1, width) then
  timeline.watermark = as_watermark(watermark)
end
seal(timeline, tonumber(ARGV[10]))
timeline.filled, timeline.reader_class = 1, tonumber(ARGV[5])
timeline.graph_version, timeline.token = ARGV[6], next_token
save_timeline(key, timeline)
return 1
