--[[
Appends messages to a partition, and wakes those who wait for some. Now and then it trims what every group has handled
and nobody wants to replay; but nothing young, which broadcasts may be behind with.

KEYS 1 messages, 2 meta, 3 groups; the state and owed messages of each group lie beside them
ARGV 1 channel of wake-ups, 2 number of the partition, 3 handled messages to keep, 4 ms for which every message is kept,
     5… key and value of each message
Returns nothing.
]]
local retain = tonumber(ARGV[3])
local count = (#ARGV - 4) / 2
local latest = redis.call('HINCRBY', KEYS[2], 'n', count)
for index = 1, count do
  local at = 3 + 2 * index
  redis.call('XADD', KEYS[1], '*', 'k', ARGV[at], 'n', latest - count + index, 'v', ARGV[at + 1])
end

local length, slack = redis.call('XLEN', KEYS[1]), 64 + math.floor(retain / 8)
if length > retain + slack then
  local place = string.sub(KEYS[1], 1, -2)
  local keep = retain
  for _, group in ipairs(redis.call('SMEMBERS', KEYS[3])) do
    local oldest = redis.call('ZRANGE', place .. 'o' .. group, 0, 0, 'WITHSCORES')[2]
    local handled = oldest and oldest - 1 or redis.call('HGET', place .. 'c' .. group, 'seen') or 0
    keep = math.max(keep, latest - handled)
  end
  local time = redis.call('TIME')
  local young_from = time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[4])
  local latest_old = redis.call('XREVRANGE', KEYS[1], string.format('%.0f', young_from), '-', 'COUNT', 1)[1]
  keep = math.max(keep, latest - (latest_old and latest_old[2][4] or 0))
  if length > keep + slack then
    redis.call('XTRIM', KEYS[1], 'MAXLEN', '~', keep)
  end
end
redis.call('PUBLISH', ARGV[1], ARGV[2])
return false
