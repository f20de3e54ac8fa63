--- @include ../cell
--- @include timeline

--[[
Starts to fill a timeline, or takes the filling over; prolongs the life of one that is filled.

KEYS 1 record of the cell, 2 tail of the timeline
ARGV 1 epoch, 2 layout, 3 token, 4 reader class, 5 milliseconds to live on
Returns 1 if the timeline is filled already, else 0: it is being filled under the token now.
]]
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
  return refusal
end
local key = KEYS[2]
local timeline = load_tail(key, life, 0)
if timeline and timeline.filled == 1 then
  redis.call('PEXPIRE', key, ARGV[5])
  redis.call('PEXPIRE', sealed_key_of(key), ARGV[5])
  return 1
end
timeline = timeline
  or {
    life = life,
    width = 0,
    filled = 0,
    sealed = 0,
    ring_start = 0,
    watermark = NO_WATERMARK,
    graph_version = NO_VERSION,
    tail = '',
  }
timeline.token, timeline.reader_class = ARGV[3], tonumber(ARGV[4])
-- The first write, since only that is refused when memory is short.
redis.call('SET', key, tail_header(timeline) .. timeline.tail, 'PX', ARGV[5])
if timeline.sealed > 0 then
  redis.call('PEXPIRE', sealed_key_of(key), ARGV[5])
else
  redis.call('UNLINK', sealed_key_of(key))
end
return 0
