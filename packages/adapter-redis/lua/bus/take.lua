--- @include group

--[[
Gives a consumer the heads of keys that are free: due for the first time or again, or held by a consumer that fell
silent. That one gets its own back only after a grace, so that another one comes first.

KEYS 1… those of the group
ARGV 1 name of the group, 2 consumer, 3 most messages, 4 ms of silence after which a message is given away,
     5 ms of grace, 6 dead letters to keep
Returns
  1 ms until a key becomes due, -1 if none waits
  2… of each message: id, key, value, attempt, serial number of the delivery
]]
local ABSORBED_AT_ONCE = 256
local MOST_ROUNDS = 8

local consumer, most, ack_timeout = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local grace, retain = tonumber(ARGV[5]), tonumber(ARGV[6])
ensure_group(ARGV[1])
local now = now_ms()
local next_due = math.huge

--- Keys that this consumer may have, the longest due first.
local function free_keys()
  local free = {}
  local due = redis.call('ZRANGEBYSCORE', schedule, '-inf', now, 'WITHSCORES', 'LIMIT', 0, 2 * most + 16)
  for index = 1, #due, 2 do
    local key, due_at = due[index], tonumber(due[index + 1])
    local _, serial, holder = work_on(key)
    if serial ~= 0 and holder == consumer and now < due_at + grace then
      next_due = math.min(next_due, due_at + grace)
    elseif #free < most then
      free[#free + 1] = key
    end
  end
  return free
end

local free = free_keys()
for _ = 1, MOST_ROUNDS do
  if #free == most or absorb(ABSORBED_AT_ONCE, now) == 0 then
    break
  end
  free = free_keys()
end

local reply = { 0 }
for _, key in ipairs(free) do
  local id, order, head = head_of(key)
  local entry = id and redis.call('XRANGE', messages, id, id)[1]
  local attempts = work_on(key) + 1
  if entry then
    local serial = redis.call('HINCRBY', state, 'serial', 1)
    set_work(key, attempts, serial, consumer)
    redis.call('ZADD', schedule, now + ack_timeout, key)
    for _, value in ipairs({ id, key, entry[2][6], attempts, serial }) do
      reply[#reply + 1] = value
    end
  elseif id then
    local cause = 'the message is no longer in its stream'
    bury(key, '', { code = 'MESSAGE_LOST', cause = cause, attempts = attempts, retain = retain })
    finish(key, order, head, now)
    next_due = now
  else
    redis.call('ZREM', schedule, key)
  end
end

local waiting = redis.call('ZRANGEBYSCORE', schedule, '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
if waiting[2] then
  next_due = math.min(next_due, tonumber(waiting[2]))
end
reply[1] = next_due == math.huge and -1 or math.ceil(next_due - now)
return reply
