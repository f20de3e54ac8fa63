/**
 * Puts a full tail into the sealed part of a timeline. Entries that came out of order, twice, or at or below the watermark
 * are put right there. A timeline that is being filled only collects.
 */
const SEAL = `
local call, entry, full, kept = redis.call, ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local function is_below(a, i, b, j)
  local a1, a2 = struct.unpack('>I4I4', a, i)
  local b1, b2 = struct.unpack('>I4I4', b, j)
  return a1 < b1 or (a1 == b1 and a2 < b2)
end

local function continues(watermark, sealed, tail)
  local last = #sealed > 0 and string.sub(sealed, -16) or watermark
  if not is_below(last, 1, tail, 1) then
    return false
  end
  for at = 17, #tail, 16 do
    if not is_below(tail, at - 16, tail, at) then
      return false
    end
  end
  return true
end

local function sorted(watermark, entries)
  local list = {}
  for at = 1, #entries, 16 do
    if is_below(watermark, 1, entries, at) then
      list[#list + 1] = string.sub(entries, at, at + 15)
    end
  end
  table.sort(list, function(a, b) return is_below(a, 1, b, 1) end)
  local unique = {}
  for _, item in ipairs(list) do
    if #unique == 0 or is_below(unique[#unique], 1, item, 1) then
      unique[#unique + 1] = item
    end
  end
  return table.concat(unique)
end

local function seal(key)
  local text, sealed_key = call('GET', key), key .. ':s'
  if string.byte(text) >= 128 then
    return
  end
  local watermark, tail, sealed = string.sub(text, 1, 8), string.sub(text, 9), call('GET', sealed_key) or ''
  local entries = continues(watermark, sealed, tail) and sealed .. tail or sorted(watermark, sealed .. tail)
  local surplus = #entries / 16 - kept
  if surplus > 0 then
    watermark = string.sub(entries, surplus * 16 - 15, surplus * 16 - 8)
    entries = string.sub(entries, surplus * 16 + 1)
  end
  call('SET', sealed_key, entries, 'KEEPTTL')
  call('SET', key, watermark, 'KEEPTTL')
end`

/**
 * Adds an entry to every open timeline: EXISTS and APPEND.
 *
 * KEYS tails of the timelines
 * ARGV 1 entry, 2 length of a full tail in bytes, 3 entries to keep
 * Returns how many timelines are open.
 */
export const EXISTS_FIRST_SCRIPT = `${SEAL}

local open = 0
for index = 1, #KEYS do
  local key = KEYS[index]
  if call('EXISTS', key) == 1 then
    open = open + 1
    if call('APPEND', key, entry) >= full then
      seal(key)
    end
  end
end
return open`

/**
 * The same with one command for an open timeline: an APPEND that made a tail found none, and is taken back. Cheaper where
 * most followers have a timeline, dearer where most have none.
 */
export const APPEND_FIRST_SCRIPT = `${SEAL}

local open = 0
for index = 1, #KEYS do
  local key = KEYS[index]
  local length = call('APPEND', key, entry)
  if length == #entry then
    call('UNLINK', key)
  else
    open = open + 1
    if length >= full then
      seal(key)
    end
  end
end
return open`
