--- @include ../cell
--- @include timeline

--[[
Starts to fill a timeline, or takes the filling over; prolongs the life of one that is filled.

KEYS 1 record of the cell, 2 timeline
ARGV 1 epoch, 2 layout, 3 token, 4 reader class, 5 milliseconds to live on
Returns 1 if the timeline is filled already, else 0: it is being filled under the token now.
]]
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
  return refusal
end
local key = KEYS[2]
local header = load_header(key, life, 0)
if not header then
  if redis.call('EXISTS', key) == 1 then
    redis.call('UNLINK', key)
  end
  header = { width = 0, filled = 0, life = life, sealed = 0, graph_version = NO_VERSION, watermark = NO_WATERMARK }
end
if header.filled == 0 then
  header.token, header.reader_class = ARGV[3], tonumber(ARGV[4])
  save_header(key, header)
end
redis.call('PEXPIRE', key, ARGV[5])
return header.filled
