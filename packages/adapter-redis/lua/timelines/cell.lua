--[[
The life of a cell: the reason why a timeline that may have lost writes is never read.

A cell's record is one string: replication id of the server that wrote it (40), life (16), epoch of the cell map, layout
of the map, separated by blanks. Each timeline names the life that it began in; one of another life is absent.

Which server is this? Only the server can tell, and only at the moment of the operation: a client may be connected to
another process than a moment ago, with commands of before still in its queue. So each script compares the record with
`master_replid`, which lives in the memory of the process. A server draws a new one whenever its data may differ from
what was acknowledged before: when it starts (empty, from a snapshot, or from a truncated log), and when a replica is
promoted. The record of the data then names another server, and the cell begins a new life. FLUSHALL, an evicted record
and a single UNLINK of it leave no record: a new life as well. A slot that moves to another node begins one there.

It errs on the side of a cold cache: a server also draws a new id when it gets its first replica, and when it has had
none for `repl-backlog-ttl`.
]]

--- Answers the life of the cell, beginning a new one if need be; or nil and an error reply.
--- A map of a higher epoch takes the cell over, and voids what maps before it have left there.
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
end
