--- @include part

--[[
Applies changes to one part, in order: a member's unless a later one of it is known, an event's unless it was counted.
In front of an archive, what the archive may know better is unknown.

KEYS 1 part; 2 its unsaved members; 3 dirty parts; 4 its events
ARGV 1 1 in front of an archive, else 0; 2 the caller's clock in ms; 3 name of the part among the dirty ones;
     4 time in ms before which events are forgotten; 5 ms until all of them are; then of each change four: + or -, or e
     for an event, its name, its time as text, and its count
Returns a string of one digit per change: 0 known, 1 applied, 2 unknown.
]]
local part, unsaved_key, dirty_key, events_key = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local behind, now, name = ARGV[1] == '1', tonumber(ARGV[2]), ARGV[3]
local FIRST_CHANGE = 6
local header = redis.call('HMGET', part, 'v', 'p')
local version, partial = header[1], header[2] == '1'
local statuses, deltas, unsaved = {}, {}, {}

if behind and not version then
  return string.rep('2', (#ARGV - FIRST_CHANGE + 1) / 4)
end
if not version then
  version = '0'
  begin_part(part, version, '0')
end

local function change_member(sign, field, at)
  local known = redis.call('HGET', part, field)
  if not known and partial then
    return '2', 0
  end
  local was_in = known and string.sub(known, 1, 1) == '+'
  if known then
    local known_at, new_at = tonumber(string.sub(known, 2)), tonumber(at)
    if new_at < known_at or (new_at == known_at and (was_in or sign == '-')) then
      return '0', 0
    end
  end
  redis.call('HSET', part, field, sign .. at)
  unsaved[#unsaved + 1] = field
  return '1', (sign == '+' and 1 or 0) - (was_in and 1 or 0)
end

-- Remembered since it was told last.
local function count_event(event, at)
  local added = redis.call('ZADD', events_key, 'GT', at, event)
  return tostring(added), added
end

if tonumber(ARGV[5]) > 0 then
  redis.call('ZREMRANGEBYSCORE', events_key, '-inf', '(' .. ARGV[4])
end
local changed = false
for index = FIRST_CHANGE, #ARGV, 4 do
  local kind, subject, at, count = ARGV[index], ARGV[index + 1], ARGV[index + 2], ARGV[index + 3]
  local status, delta
  if kind == 'e' then
    status, delta = count_event(subject, at)
  else
    status, delta = change_member(kind, subject, at)
  end
  changed = changed or status == '1'
  deltas[count] = (deltas[count] or 0) + delta
  statuses[#statuses + 1] = status
end

if redis.call('PTTL', events_key) < tonumber(ARGV[5]) then
  redis.call('PEXPIRE', events_key, ARGV[5])
end
if changed then
  for count, delta in pairs(deltas) do
    if delta ~= 0 then
      redis.call('HINCRBY', part, count, delta)
    end
  end
  redis.call('HSET', part, 'v', string.format('%.0f', math.max(tonumber(version) + 1, now)))
  if behind then
    redis.call('PERSIST', part)
    redis.call('SADD', dirty_key, name)
    for index = 1, #unsaved, 1000 do
      redis.call('SADD', unsaved_key, unpack(unsaved, index, math.min(index + 999, #unsaved)))
    end
  end
end
return table.concat(statuses)
