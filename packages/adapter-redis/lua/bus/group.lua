--[[
One group's stand in one partition of a topic.

Consumer groups of Redis hand out messages of one key to many consumers at once, and one that is retried is overtaken by
those behind it; an owner per partition would keep the order, but stop a partition for one bad key and idle while it
changes hands. So the stream only keeps the messages, and the stand of a group is kept here, per key: any member takes
any key that is free, and a key waits alone.

Keys of a partition, and of each group in it:
  messages  stream; fields k: key, n: sequence number, v: value
  meta      hash; n: sequence number of the latest message
  groups    set of names
  state     hash; cursor: id of the last message moved into lanes, seen: its sequence number, order and serial: counters
  lanes     sorted set by bytes: length of the key (8 hex digits), key, order (16 digits), id of the message. The first
            of a key is its head: only heads are handled.
  owed      sorted set of the orders of all that is not handled, by sequence number: what may not be trimmed yet
  schedule  sorted set of keys, by the time in ms at which the head may be given to somebody: now, when its retry is due,
            or when whoever has it has been silent for too long
  work      hash by key: attempts, serial number of the delivery (0: nobody has it), consumer
  dead      stream of dead letters
]]
local messages, meta, groups = KEYS[1], KEYS[2], KEYS[3]
local state, lanes, owed, schedule, work, dead = KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]

local ORDER_DIGITS = 16

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

--- Makes the group exist, standing at the oldest message kept.
local function ensure_group(name)
  if redis.call('EXISTS', state) == 0 then
    local seen = (redis.call('HGET', meta, 'n') or 0) - redis.call('XLEN', messages)
    redis.call('HSET', state, 'cursor', '0-0', 'seen', seen, 'order', 0, 'serial', 0)
    redis.call('SADD', groups, name)
  end
end

local function lane_of(key)
  return string.format('%08x', #key) .. key
end

--- Id and order of the message that a key stands at, and the member of `lanes` that says so; nil if there is none.
local function head_of(key)
  local lane = lane_of(key)
  local head = redis.call('ZRANGEBYLEX', lanes, '[' .. lane, '[' .. lane .. ':', 'LIMIT', 0, 1)[1]
  if not head then
    return nil
  end
  local order = string.sub(head, #lane + 1, #lane + ORDER_DIGITS)
  return string.sub(head, #lane + ORDER_DIGITS + 1), order, head
end

--- Puts messages of the stream at the end of their lanes.
local function enqueue(entries, now)
  local order = redis.call('HINCRBY', state, 'order', #entries) - #entries
  for _, entry in ipairs(entries) do
    local id, key, sequence = entry[1], entry[2][2], entry[2][4]
    order = order + 1
    local place = string.format('%016.0f', order)
    redis.call('ZADD', lanes, 0, lane_of(key) .. place .. id)
    redis.call('ZADD', owed, sequence, place)
    redis.call('ZADD', schedule, 'NX', now, key)
  end
end

--- Moves up to `limit` new messages into lanes. Answers how many.
local function absorb(limit, now)
  local entries = redis.call('XRANGE', messages, '(' .. redis.call('HGET', state, 'cursor'), '+', 'COUNT', limit)
  local last = entries[#entries]
  if last then
    enqueue(entries, now)
    redis.call('HSET', state, 'cursor', last[1], 'seen', last[2][4])
  end
  return #entries
end

--- Attempts, serial and consumer of a key's head.
local function work_on(key)
  local attempts, serial, consumer = string.match(redis.call('HGET', work, key) or '0 0 ', '^(%d+) (%d+) (.*)$')
  return tonumber(attempts), tonumber(serial), consumer
end

--- Whether a delivery still stands. Its number alone does not say so: after a fail-over they may be given once more.
local function holds(key, serial, consumer, id)
  local _, current, holder = work_on(key)
  return current ~= 0 and current == tonumber(serial) and holder == consumer and head_of(key) == id
end

local function set_work(key, attempts, serial, consumer)
  redis.call('HSET', work, key, string.format('%d %d %s', attempts, serial, consumer))
end

--- Ends with the head of a key; the next one is free at once.
local function finish(key, order, head, now)
  redis.call('ZREM', lanes, head)
  redis.call('ZREM', owed, order)
  redis.call('HDEL', work, key)
  if head_of(key) then
    redis.call('ZADD', schedule, now, key)
  else
    redis.call('ZREM', schedule, key)
  end
end

local function bury(key, value, letter)
  redis.call('XADD', dead, 'MAXLEN', '~', letter.retain, '*', 'k', key, 'v', value, 'code', letter.code, 'cause',
    letter.cause, 'attempts', letter.attempts)
end
