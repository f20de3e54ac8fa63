--- @include part

--[[
Applies changes to one part, in order: a member's unless a later one of it is known, an event's unless it was counted.
In front of an archive, what the archive may know better is unknown.

KEYS 1 part; 2 its unsaved members; 3 dirty parts; then one for each hour of events
ARGV 1 1 in front of an archive, else 0; 2 the caller's clock in ms; 3 name of the part among the dirty ones;
     then the life of each hour in ms; then of each change four: + or - and name of the member, its time as text, and
     its count; or e, the event, the index of its hour, from 1, and its count
Returns a string of one digit per change: 0 known, 1 applied, 2 unknown.
]]
local part, unsaved_key, dirty_key = KEYS[1], KEYS[2], KEYS[3]
local behind, now, name = ARGV[1] == '1', tonumber(ARGV[2]), ARGV[3]
local hours = #KEYS - 3
local header = redis.call('HMGET', part, 'v', 'p')
local version, partial = header[1], header[2] == '1'
local statuses, deltas, unsaved = {}, {}, {}

if behind and not version then
  return string.rep('2', (#ARGV - 3 - hours) / 4)
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

local touched = {}
local function count_event(event, hour)
  if redis.call('HSETNX', KEYS[3 + hour], event, '') == 0 then
    return '0', 0
  end
  touched[hour] = true
  return '1', 1
end

local changed = false
for index = 4 + hours, #ARGV, 4 do
  local kind, subject, third, count = ARGV[index], ARGV[index + 1], ARGV[index + 2], ARGV[index + 3]
  local status, delta
  if kind == 'e' then
    status, delta = count_event(subject, tonumber(third))
  else
    status, delta = change_member(kind, subject, third)
  end
  changed = changed or status == '1'
  deltas[count] = (deltas[count] or 0) + delta
  statuses[#statuses + 1] = status
end

for hour in pairs(touched) do
  local life = tonumber(ARGV[3 + hour])
  if redis.call('PTTL', KEYS[3 + hour]) < life then
    redis.call('PEXPIRE', KEYS[3 + hour], life)
  end
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
