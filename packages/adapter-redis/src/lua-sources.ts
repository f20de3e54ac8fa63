/** Generated from lua/ by `npm run bundle-lua`: the scripts as they are sent to Redis. Read and change them there. */

const busGroup = `
local messages, meta, groups = KEYS[1], KEYS[2], KEYS[3]
local state, lanes, owed, schedule, work, dead = KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local ORDER_DIGITS = 16
local function now_ms()
local time = redis.call('TIME')
return time[1] * 1000 + math.floor(time[2] / 1000)
end
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
local function head_of(key)
local lane = lane_of(key)
local head = redis.call('ZRANGEBYLEX', lanes, '[' .. lane, '[' .. lane .. ':', 'LIMIT', 0, 1)[1]
if not head then
return nil
end
local order = string.sub(head, #lane + 1, #lane + ORDER_DIGITS)
return string.sub(head, #lane + ORDER_DIGITS + 1), order, head
end
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
local function absorb(limit, now)
local entries = redis.call('XRANGE', messages, '(' .. redis.call('HGET', state, 'cursor'), '+', 'COUNT', limit)
local last = entries[#entries]
if last then
enqueue(entries, now)
redis.call('HSET', state, 'cursor', last[1], 'seen', last[2][4])
end
return #entries
end
local function work_on(key)
local attempts, serial, consumer = string.match(redis.call('HGET', work, key) or '0 0 ', '^(%d+) (%d+) (.*)$')
return tonumber(attempts), tonumber(serial), consumer
end
local function holds(key, serial, consumer, id)
local _, current, holder = work_on(key)
return current ~= 0 and current == tonumber(serial) and holder == consumer and head_of(key) == id
end
local function set_work(key, attempts, serial, consumer)
redis.call('HSET', work, key, string.format('%d %d %s', attempts, serial, consumer))
end
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
end`

const countersPart = `
local COUNTS = { 'L', 'R', 'P', 'Q', 'V' }
local function begin_part(key, version, partial, counts)
local fields = { 'v', version, 'p', partial }
for index, name in ipairs(COUNTS) do
fields[#fields + 1] = name
fields[#fields + 1] = counts and counts[index] or '0'
end
redis.call('HSET', key, unpack(fields))
end`

const kvVersion = `
local VERSION_BYTES = 8
local function version_at(key)
local header = redis.call('GETRANGE', key, 0, VERSION_BYTES - 1)
return #header == VERSION_BYTES and struct.unpack('>I8', header) or nil
end`

const timelinesCell = `
local function enter_cell(record_key, epoch, layout)
local info = redis.call('INFO', 'replication')
local _, found = string.find(info, 'master_replid:', 1, true)
if not found then
return nil, redis.error_reply('FEEDENGINE_REPLID INFO has no master_replid')
end
local server = string.sub(info, found + 1, found + 40)
local map = epoch .. ' ' .. layout
local record = redis.call('GET', record_key)
if record then
if string.sub(record, 1, 40) == server and string.sub(record, 59) == map then
return string.sub(record, 42, 57)
end
local known_epoch, known_layout = string.match(record, '^%x+ %x+ (%d+) (.*)$')
if tonumber(known_epoch) > tonumber(epoch) then
return nil, redis.error_reply('FEEDENGINE_EPOCH the cell belongs to a newer map')
end
if known_epoch == epoch and known_layout ~= layout then
return nil, redis.error_reply('FEEDENGINE_LAYOUT the cell belongs to another map of the same epoch')
end
end
local now = redis.call('TIME')
local life = string.sub(redis.sha1hex(server .. now[1] .. ' ' .. now[2]), 1, 16)
redis.call('SET', record_key, server .. ' ' .. life .. ' ' .. map)
return life
end`

const timelinesHeader = `
local FIXED_BYTES = 49
local SUMMARY_FORMAT = '>c16BBBI2I4'
local NO_WATERMARK = string.rep('\\0', 16)
local NO_VERSION = string.rep('\\0', 8)
local function parse_header(text, life, width)
if #text < FIXED_BYTES then
return nil
end
local of_life, of_width, reader_class, filled, length, sealed = struct.unpack(SUMMARY_FORMAT, text)
if of_life ~= life or (of_width ~= width and of_width ~= 0 and width ~= 0) then
return nil
end
return {
life = life,
width = of_width,
reader_class = reader_class,
filled = filled,
length = length,
sealed = sealed,
watermark = string.sub(text, 26, 41),
graph_version = string.sub(text, 42, 49),
token = string.sub(text, FIXED_BYTES + 1, length),
}
end
local function format_header(header)
local length = FIXED_BYTES + #header.token
return struct.pack(SUMMARY_FORMAT, header.life, header.width, header.reader_class, header.filled, length, header.sealed)
.. header.watermark
.. header.graph_version
.. header.token
end
local function as_watermark(position)
return position .. string.rep('\\0', 16 - #position)
end`

const timelinesHex = `
local function bytes_of(hex)
return (string.gsub(hex, '%x%x%x%x%x%x%x%x', function(digits)
return struct.pack('>I4', tonumber(digits, 16))
end))
end`

const timelinesOrder = `
local POSITION_FORMATS = { [8] = '>I4I2I2', [16] = '>I6I5I5' }
local function is_below(a, i, b, j, width)
local format = POSITION_FORMATS[width]
local a1, a2, a3 = struct.unpack(format, a, i)
local b1, b2, b3 = struct.unpack(format, b, j)
if a1 ~= b1 then
return a1 < b1
end
if a2 ~= b2 then
return a2 < b2
end
return a3 < b3
end
local function count_below(entries, count, position, width, size)
local low, high = 0, count
while low < high do
local middle = math.floor((low + high) / 2)
if is_below(entries, middle * size + 1, position, 1, width) then
low = middle + 1
else
high = middle
end
end
return low
end`

const timelinesPackedRing = `
local HINT_BYTES = 8
local function sealed_pieces(sealed_key, header, from, to)
if from >= to then
return {}
end
local size, count = header.width + HINT_BYTES, header.sealed
local first, last = (header.ring_start + from) % count, (header.ring_start + to - 1) % count
if first <= last then
return { redis.call('GETRANGE', sealed_key, first * size, (last + 1) * size - 1) }
end
return {
redis.call('GETRANGE', sealed_key, first * size, -1),
redis.call('GETRANGE', sealed_key, 0, (last + 1) * size - 1),
}
end
local function sealed_entries(sealed_key, header, from, to)
return table.concat(sealed_pieces(sealed_key, header, from, to))
end
local function sealed_below(sealed_key, header, position)
local low, high = 0, header.sealed
while low < high do
local middle = math.floor((low + high) / 2)
if is_below(sealed_entries(sealed_key, header, middle, middle + 1), 1, position, 1, header.width) then
low = middle + 1
else
high = middle
end
end
return low
end
local function overwrite_sealed(sealed_key, header, from, entries)
local size, count = header.width + HINT_BYTES, header.sealed
local start = (header.ring_start + from) % count * size
local room = count * size - start
if #entries > room then
redis.call('SETRANGE', sealed_key, 0, string.sub(entries, room + 1))
entries = string.sub(entries, 1, room)
end
redis.call('SETRANGE', sealed_key, start, entries)
end`

const timelinesPackedTimeline = `
local USUAL_HEADER_BYTES = 64
local RING_START_BYTES = 4
local MOST_OVERTAKEN = 32
local function sealed_key_of(key)
local brace = string.find(key, '}', 1, true)
return string.sub(key, 1, brace) .. 's' .. string.sub(key, brace + 2)
end
local function forget(key)
redis.call('UNLINK', key, sealed_key_of(key))
end
local function length_class(width)
return 5 + width / 8
end
local function header_bytes(header)
local class = length_class(header.width)
local eights = math.ceil((header.length + RING_START_BYTES - class) / 8)
return math.max(USUAL_HEADER_BYTES, eights * 8) + class
end
local function tail_header(header)
local text = format_header(header)
header.length = #text
text = text .. struct.pack('>I4', header.ring_start)
return text .. string.rep('\\0', header_bytes(header) - #text)
end
local function load_header(key, life, width)
local text = redis.call('GET', key)
if not text then
return nil
end
local header = parse_header(text, life, 0)
local size = header and header.width + HINT_BYTES
if not header or (header.sealed > 0 and redis.call('STRLEN', sealed_key_of(key)) ~= header.sealed * size) then
forget(key)
return nil
end
if header.width ~= width and header.width ~= 0 and width ~= 0 then
return nil
end
header.ring_start = struct.unpack('>I4', text, header.length + 1)
return header, text
end
local function load_tail(key, life, width)
local timeline, text = load_header(key, life, width)
if timeline then
timeline.tail = string.sub(text, header_bytes(timeline) + 1)
end
return timeline
end
local function load_entries(key, timeline)
timeline.entries = sealed_entries(sealed_key_of(key), timeline, 0, timeline.sealed)
end
local function save_timeline(key, timeline)
local sealed_key = sealed_key_of(key)
timeline.sealed, timeline.ring_start = #timeline.entries / (timeline.width + HINT_BYTES), 0
if timeline.sealed > 0 then
local life_ms = redis.call('PTTL', key)
if life_ms < 0 then
redis.call('SET', sealed_key, timeline.entries)
else
redis.call('SET', sealed_key, timeline.entries, 'PX', math.max(1, life_ms))
end
else
redis.call('UNLINK', sealed_key)
end
redis.call('SET', key, tail_header(timeline), 'KEEPTTL')
end
local function ascends(below, added, width, size)
local format = POSITION_FORMATS[width]
local a, b, c = -1, 0, 0
if below ~= '' then
a, b, c = struct.unpack(format, below)
end
for offset = 1, #added, size do
local x, y, z = struct.unpack(format, added, offset)
if x < a or (x == a and (y < b or (y == b and z <= c))) then
return false
end
a, b, c = x, y, z
end
return true
end
local function merge(entries, added, width)
local size = width + HINT_BYTES
if ascends(string.sub(entries, -size, -1 - HINT_BYTES), added, width, size) then
return entries .. added
end
local format = POSITION_FORMATS[width]
local count, a, b, c, at = 0, {}, {}, {}, {}
for offset = 1, #added, size do
local x, y, z = struct.unpack(format, added, offset)
local place = count
while place > 0 and (a[place] > x or (a[place] == x and (b[place] > y or (b[place] == y and c[place] > z)))) do
place = place - 1
end
if place == 0 or a[place] ~= x or b[place] ~= y or c[place] ~= z then
for index = count, place + 1, -1 do
a[index + 1], b[index + 1], c[index + 1], at[index + 1] = a[index], b[index], c[index], at[index]
end
a[place + 1], b[place + 1], c[place + 1], at[place + 1] = x, y, z, offset
count = count + 1
end
end
local pieces, top = {}, #entries / size
for index = count, 1, -1 do
local offset = at[index]
local below = top
if top > 0 and not is_below(entries, (top - 1) * size + 1, added, offset, width) then
below = count_below(entries, top, string.sub(added, offset, offset + width - 1), width, size)
end
if below < top then
local is_known = not is_below(added, offset, entries, below * size + 1, width)
pieces[#pieces + 1] = string.sub(entries, below * size + 1, top * size)
if is_known then
offset = nil
end
top = below
end
if offset then
pieces[#pieces + 1] = string.sub(added, offset, offset + size - 1)
end
end
pieces[#pieces + 1] = string.sub(entries, 1, top * size)
for index = 1, math.floor(#pieces / 2) do
pieces[index], pieces[#pieces + 1 - index] = pieces[#pieces + 1 - index], pieces[index]
end
return table.concat(pieces)
end
local function seal(timeline, max_entries)
local width = timeline.width
local size = width + HINT_BYTES
local entries = merge(timeline.entries, timeline.tail, width)
local watermark = string.sub(timeline.watermark, 1, width)
local first = count_below(entries, #entries / size, watermark, width, size)
if string.sub(entries, first * size + 1, first * size + width) == watermark then
first = first + 1
end
local surplus = #entries / size - first - max_entries
if surplus > 0 then
first = first + surplus
timeline.watermark = as_watermark(string.sub(entries, (first - 1) * size + 1, (first - 1) * size + width))
end
timeline.entries = string.sub(entries, first * size + 1)
timeline.tail = ''
end
local function seal_in_place(key, timeline, max_entries)
local width, count, added = timeline.width, timeline.sealed, timeline.tail
local size = width + HINT_BYTES
if count ~= max_entries or count < MOST_OVERTAKEN + #added / size then
return false
end
local sealed_key, from = sealed_key_of(key), count
local top = string.sub(sealed_entries(sealed_key, timeline, count - 1, count), 1, width)
if not ascends(top, added, width, size) then
from = count - MOST_OVERTAKEN
local highest = sealed_entries(sealed_key, timeline, from, count)
added = merge(highest, added, width)
if string.sub(added, 1, size) ~= string.sub(highest, 1, size) then
return false
end
end
local surplus = from + #added / size - count
if surplus > 0 then
local dropped = sealed_entries(sealed_key, timeline, surplus - 1, surplus)
timeline.watermark = as_watermark(string.sub(dropped, 1, width))
overwrite_sealed(sealed_key, timeline, from, added)
timeline.ring_start = (timeline.ring_start + surplus) % count
end
redis.call('SET', key, tail_header(timeline), 'KEEPTTL')
return true
end`

const timelinesSortedSetTimeline = `
local HINT_BYTES = 8
local HIGHEST_HINT = string.rep('\\255', HINT_BYTES)
local function load_header(key, life, width)
local first = redis.call('ZRANGE', key, '0', '0')[1]
if not first or string.sub(first, 1, 1) ~= '!' then
return nil
end
local header = parse_header(string.sub(first, 2), life, width)
if header then
header.member = first
end
return header
end
local function save_header(key, header)
local member = '!' .. format_header(header)
if member ~= header.member then
redis.call('ZADD', key, '0', member)
if header.member then
redis.call('ZREM', key, header.member)
end
end
end
local function add_entries(key, header, added, max_entries, most)
local width = header.width
local size = width + HINT_BYTES
for offset = 1, #added, size do
if is_below(header.watermark, 1, added, offset, width) then
local first = '[e' .. string.sub(added, offset, offset + width - 1)
if redis.call('ZLEXCOUNT', key, first, first .. HIGHEST_HINT) == 0 then
redis.call('ZADD', key, '0', 'e' .. string.sub(added, offset, offset + size - 1))
end
end
end
local count = redis.call('ZCARD', key) - 1
if count <= most then
return false
end
local surplus = count - max_entries
local dropped = redis.call('ZRANGE', key, surplus, surplus)[1]
header.watermark = as_watermark(string.sub(dropped, 2, width + 1))
redis.call('ZREMRANGEBYRANK', key, '1', surplus)
return true
end`

export const busDeadLetters = `${busGroup}
return redis.call('XRANGE', dead, '-', '+', 'COUNT', ARGV[1])`

export const busEnsure = `${busGroup}
ensure_group(ARGV[1])
return false`

export const busHeartbeat = `${busGroup}
if not holds(ARGV[1], ARGV[2], ARGV[4], ARGV[5]) then
return 0
end
redis.call('ZADD', schedule, now_ms() + tonumber(ARGV[3]), ARGV[1])
return 1`

export const busLag = `${busGroup}
if redis.call('EXISTS', state) == 0 then
return redis.call('XLEN', messages)
end
local latest, seen = redis.call('HGET', meta, 'n') or 0, redis.call('HGET', state, 'seen')
return latest - seen + redis.call('ZCARD', lanes)`

export const busPublish = `
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
return false`

export const busReplay = `${busGroup}
local from, last, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
if redis.call('EXISTS', state) == 0 then
return { 0, from, last, 1 }
end
local now = now_ms()
if last == '' then
if absorb(most, now) == most then
return { 0, from, last, 0 }
end
last = redis.call('HGET', state, 'cursor')
end
local entries = redis.call('XRANGE', messages, from, last, 'COUNT', most)
if #entries > 0 then
enqueue(entries, now)
from = '(' .. entries[#entries][1]
end
return { #entries, from, last, #entries < most and 1 or 0 }`

export const busSettle = `${busGroup}
local key, verdict = ARGV[1], ARGV[3]
local attempts = work_on(key)
if not holds(key, ARGV[2], ARGV[8], ARGV[9]) then
return 0
end
local now = now_ms()
if verdict == 'retry' then
set_work(key, attempts, 0, '')
redis.call('ZADD', schedule, now + tonumber(ARGV[4]), key)
elseif verdict == 'release' then
set_work(key, attempts - 1, 0, '')
redis.call('ZADD', schedule, now, key)
else
local id, order, head = head_of(key)
if verdict == 'dead-letter' then
local entry = redis.call('XRANGE', messages, id, id)[1]
local letter = { code = ARGV[5], cause = ARGV[6], attempts = attempts, retain = tonumber(ARGV[7]) }
bury(key, entry and entry[2][6] or '', letter)
end
finish(key, order, head, now)
end
return 1`

export const busTail = `
if redis.call('EXISTS', KEYS[1]) == 0 then
return '0-0'
end
local info = redis.call('XINFO', 'STREAM', KEYS[1])
for index = 1, #info, 2 do
if info[index] == 'last-generated-id' then
return info[index + 1]
end
end
return '0-0'`

export const busTake = `${busGroup}
local ABSORBED_AT_ONCE = 256
local MOST_ROUNDS = 8
local consumer, most, ack_timeout = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local grace, retain = tonumber(ARGV[5]), tonumber(ARGV[6])
ensure_group(ARGV[1])
local now = now_ms()
local next_due = math.huge
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
return reply`

export const countersApply = `${countersPart}
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
return table.concat(statuses)`

export const countersDirty = `
return redis.call('SSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])`

export const countersRead = `
local found = {}
for index, key in ipairs(KEYS) do
found[index] = redis.call('HMGET', key, 'v', 'p', 'L', 'R', 'P', 'Q', 'V', ARGV[index])
end
return found`

export const countersRestore = `${countersPart}
local part = KEYS[1]
if redis.call('HEXISTS', part, 'v') == 0 then
begin_part(part, ARGV[2], ARGV[3], { ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8] })
redis.call('UNLINK', KEYS[2])
redis.call('PEXPIRE', part, ARGV[1])
end
if redis.call('HGET', part, 'p') == '1' then
for index = 9, #ARGV, 2 do
redis.call('HSETNX', part, ARGV[index], ARGV[index + 1])
end
end
return false`

export const countersSettle = `
for index = 4, #ARGV, 2 do
if redis.call('HGET', KEYS[1], ARGV[index]) == ARGV[index + 1] then
redis.call('SREM', KEYS[2], ARGV[index])
end
end
local version = redis.call('HGET', KEYS[1], 'v')
if not version then
redis.call('SREM', KEYS[3], ARGV[2])
redis.call('UNLINK', KEYS[2])
elseif version == ARGV[3] and redis.call('EXISTS', KEYS[2]) == 0 then
redis.call('SREM', KEYS[3], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return false`

export const countersUnsaved = `
local header = redis.call('HMGET', KEYS[1], 'v', 'L', 'R', 'P', 'Q', 'V')
if not header[1] then
return false
end
local members = redis.call('SRANDMEMBER', KEYS[2], ARGV[1])
header[7] = tostring(redis.call('SCARD', KEYS[2]) - #members)
for _, member in ipairs(members) do
header[#header + 1] = member
header[#header + 1] = redis.call('HGET', KEYS[1], member)
end
return header`

export const kvAcquire = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
return math.max(1, redis.call('PTTL', KEYS[1]))
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0`

export const kvInvalidate = `${kvVersion}
for index = 1, #KEYS / 2 do
local value_key, floor_key = KEYS[2 * index - 1], KEYS[2 * index]
local floor, hold = ARGV[2 * index - 1], tonumber(ARGV[2 * index])
local known = version_at(value_key)
if known and known < tonumber(floor) then
redis.call('UNLINK', value_key)
end
if hold > 0 then
local held = redis.call('GET', floor_key)
if held then
hold = math.max(hold, redis.call('PTTL', floor_key))
if tonumber(held) > tonumber(floor) then
floor = held
end
end
redis.call('SET', floor_key, floor, 'PX', hold)
end
end
return false`

export const kvRelease = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
return 0
end
return redis.call('UNLINK', KEYS[1])`

export const kvRenew = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`

export const kvSet = `${kvVersion}
local statuses = {}
for index = 1, #KEYS / 2 do
local value_key, floor_key = KEYS[2 * index - 1], KEYS[2 * index]
local value, life = ARGV[2 * index - 1], ARGV[2 * index]
local version = struct.unpack('>I8', value)
local known, floor = version_at(value_key), redis.call('GET', floor_key)
if (known and version < known) or (floor and version < tonumber(floor)) then
statuses[index] = '0'
else
redis.call('SET', value_key, value, 'PX', life)
statuses[index] = '1'
end
end
return table.concat(statuses)`

export const signalsRead = `
if ARGV[1] == '1' then
return redis.call('HGETALL', KEYS[1])
end
local found = {}
for index = 2, #ARGV do
local held = redis.call('HGET', KEYS[1], ARGV[index])
if held then
found[#found + 1] = ARGV[index]
found[#found + 1] = held
end
end
return found`

export const signalsRecord = `
local now, half_life, most_keys = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local remembered, grace = tonumber(ARGV[4]), tonumber(ARGV[5])
local stretch = math.max(1, math.floor(remembered / 32))
local names, changed_names = {}, {}
local stored = redis.call('HGETALL', KEYS[2])
for index = 1, #stored, 2 do
if (tonumber(stored[index]) + 1) * stretch < now - remembered - grace then
redis.call('HDEL', KEYS[2], stored[index])
else
names[stored[index]] = stored[index + 1]
end
end
local function is_known(name)
for _, text in pairs(names) do
if string.find(text, name, 1, true) then
return true
end
end
return false
end
local function add(key, weight, at)
local held = redis.call('HGET', KEYS[1], key)
if held then
local value, held_at = struct.unpack('<dd', held)
if held_at > at then
weight, at = value + weight * 2 ^ ((at - held_at) / half_life), held_at
else
weight = weight + value * 2 ^ ((held_at - at) / half_life)
end
end
redis.call('HSET', KEYS[1], key, struct.pack('<dd', weight, at))
end
local function drop_least(too_many)
local held, weighed = redis.call('HGETALL', KEYS[1]), {}
for index = 1, #held, 2 do
local value, at = struct.unpack('<dd', held[index + 1])
weighed[#weighed + 1] = { key = held[index], weight = math.log(value) / math.log(2) + (at - now) / half_life }
end
table.sort(weighed, function(a, b)
return a.weight < b.weight
end)
for index = 1, too_many do
redis.call('HDEL', KEYS[1], weighed[index].key)
end
end
local statuses, index = {}, 8
while index <= #ARGV do
local name, at, changes = ARGV[index], tonumber(ARGV[index + 1]), tonumber(ARGV[index + 2])
local status = '2'
if at >= now - remembered then
status = '1'
if not is_known(name) then
status = '0'
local place = string.format('%.0f', math.floor(at / stretch))
names[place] = (names[place] or '') .. name
changed_names[place] = true
for change = index + 3, index + 1 + 2 * changes, 2 do
add(ARGV[change], tonumber(ARGV[change + 1]), at)
end
local keys = redis.call('HLEN', KEYS[1])
if keys > most_keys then
drop_least(keys - most_keys)
end
end
end
statuses[#statuses + 1] = status
index = index + 3 + 2 * changes
end
for place in pairs(changed_names) do
redis.call('HSET', KEYS[2], place, names[place])
end
if next(changed_names) then
redis.call('PEXPIRE', KEYS[1], ARGV[6])
redis.call('PEXPIRE', KEYS[2], ARGV[7])
end
return table.concat(statuses)`

export const signalsRemove = `
redis.call('UNLINK', KEYS[1], KEYS[2])
return false`

export const timelinesEvict = `
for index = 1, #KEYS do
redis.call('UNLINK', KEYS[index])
end
return false`

export const timelinesIncarnation = `${timelinesCell}
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
return life or refusal`

export const timelinesPackedOpen = `${timelinesCell}${timelinesHeader}${timelinesOrder}${timelinesPackedRing}${timelinesPackedTimeline}
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
redis.call('SET', key, tail_header(timeline) .. timeline.tail, 'PX', ARGV[5])
if timeline.sealed > 0 then
redis.call('PEXPIRE', sealed_key_of(key), ARGV[5])
else
redis.call('UNLINK', sealed_key_of(key))
end
return 0`

export const timelinesPackedPush = `${timelinesCell}${timelinesHex}${timelinesHeader}${timelinesOrder}${timelinesPackedRing}${timelinesPackedTimeline}
local LONGEST_TAIL = 64
local SAMPLE = 32
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
return refusal
end
local added = bytes_of(ARGV[3])
local width, push_from, max_entries = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local class, unknown = length_class(width), length_class(0)
local most_in_tail = math.min(LONGEST_TAIL - 1, math.floor(max_entries / 4))
local longest = USUAL_HEADER_BYTES + class + most_in_tail * (width + HINT_BYTES)
local call = redis.call
local function settle(key, length)
local found = length % 8
if length == #added then
call('UNLINK', key)
return '0'
end
if found ~= class and found ~= unknown then
call('SET', key, string.sub(call('GET', key), 1, -1 - #added), 'KEEPTTL')
return '0'
end
local timeline = load_tail(key, life, width)
if not timeline then
return '0'
end
if not seal_in_place(key, timeline, max_entries) then
load_entries(key, timeline)
timeline.width = width
seal(timeline, max_entries)
save_timeline(key, timeline)
end
return '1'
end
local statuses, looks, absent = {}, false, 0
for index = 2, #KEYS do
local key, status = KEYS[index], '1'
if push_from > 0 then
local reader_class = string.byte(call('GETRANGE', key, '17', '17'))
status = not reader_class and '0' or reader_class < push_from and '2' or '1'
elseif looks and call('STRLEN', key) == 0 then
status = '0'
end
if status == '1' then
local length = call('APPEND', key, added)
if length > longest or length % 8 ~= class then
status = settle(key, length)
end
end
if status == '0' then
absent = absent + 1
end
if index % SAMPLE == 0 then
looks, absent = absent > SAMPLE / 4, 0
end
statuses[index - 1] = status
end
return table.concat(statuses)`

export const timelinesPackedRead = `${timelinesCell}${timelinesHeader}${timelinesOrder}${timelinesPackedRing}${timelinesPackedTimeline}
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
return refusal
end
local key, before, limit = KEYS[2], ARGV[3], tonumber(ARGV[4])
local header, text = load_header(key, life, #before)
if not header then
return false
end
local sealed_key = sealed_key_of(key)
local below = before == '' and header.sealed or sealed_below(sealed_key, header, before)
local wanted = sealed_pieces(sealed_key, header, math.max(0, below - limit), below)
redis.call('PEXPIRE', key, ARGV[5])
redis.call('PEXPIRE', sealed_key, ARGV[5])
return { text, wanted, below, header_bytes(header) }`

export const timelinesPackedReplace = `${timelinesCell}${timelinesHeader}${timelinesOrder}${timelinesPackedRing}${timelinesPackedTimeline}
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
return 1`

export const timelinesSortedSetOpen = `${timelinesCell}${timelinesHeader}${timelinesOrder}${timelinesSortedSetTimeline}
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
return header.filled`

export const timelinesSortedSetPush = `${timelinesCell}${timelinesHex}${timelinesHeader}${timelinesOrder}${timelinesSortedSetTimeline}
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
return refusal
end
local added = bytes_of(ARGV[3])
local width, push_from, max_entries = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local most = max_entries + math.floor(max_entries / 4)
local statuses = {}
for index = 2, #KEYS do
local key = KEYS[index]
local header = load_header(key, life, width)
local status = '0'
if header then
status = '2'
if header.reader_class >= push_from then
status = '1'
local is_first = header.width == 0
header.width = width
if add_entries(key, header, added, max_entries, most) or is_first then
save_header(key, header)
end
end
end
statuses[index - 1] = status
end
return table.concat(statuses)`

export const timelinesSortedSetRead = `${timelinesCell}${timelinesHeader}${timelinesOrder}${timelinesSortedSetTimeline}
local life, refusal = enter_cell(KEYS[1], ARGV[1], ARGV[2])
if not life then
return refusal
end
local key, before, limit = KEYS[2], ARGV[3], tonumber(ARGV[4])
local header = load_header(key, life, #before)
if not header then
return false
end
local top = before == '' and '+' or '(e' .. before
local members = redis.call('ZREVRANGEBYLEX', key, top, '[e', 'LIMIT', 0, limit + 1)
for index = 1, #members do
members[index] = string.sub(members[index], 2)
end
redis.call('PEXPIRE', key, ARGV[5])
return { string.sub(header.member, 2), table.concat(members) }`

export const timelinesSortedSetReplace = `${timelinesCell}${timelinesHeader}${timelinesOrder}${timelinesSortedSetTimeline}
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
return 1`
