--- @include ../cell
--- @include timeline

--[[
Changes a timeline in bulk under its token. Sent twice, because the first reply was lost, it does nothing and says so.

KEYS 1 record of the cell, 2 timeline
ARGV 1 epoch, 2 layout, 3 token, 4 next token, 5 reader class, 6 graph version, 8 bytes, 7 watermark,
     8 entries to add, lowest first, 9 positions to remove, 10 entries to keep
Returns 0 if the timeline is absent, 1 if it is replaced, 2 if the token is another one.
]]
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
  return refusal
end
local key, next_token, watermark, removed = KEYS[2], ARGV[4], ARGV[7], ARGV[9]
local max_entries = tonumber(ARGV[10])
local width = #watermark
local header = load_header(key, life, width)
if not header then
  return 0
end
if header.token ~= ARGV[3] then
  return header.token == next_token and 1 or 2
end
for offset = 1, #removed, width do
  local position = string.sub(removed, offset, offset + width - 1)
  redis.call('ZREMRANGEBYLEX', key, '[e' .. position, '[e' .. position .. HIGHEST_HINT)
end
if is_below(header.watermark, 1, watermark, 1, width) then
  header.watermark = as_watermark(watermark)
  redis.call('ZREMRANGEBYLEX', key, '[e', '[e' .. watermark .. HIGHEST_HINT)
end
header.width, header.filled, header.reader_class = width, 1, tonumber(ARGV[5])
header.graph_version, header.token = ARGV[6], next_token
add_entries(key, header, ARGV[8], max_entries, max_entries)
save_header(key, header)
return 1
