-- Stands alone. KEYS: 1 meta, 2 entries. ARGV: 1 name of the new epoch, 2 the epoch to leave, or '' for any, 3 least version, 4 its value, 5 tag, 6 channel of hints, 7 the offset to leave it at, or '' for any.
local function n(number) return string.format('%.0f', number) end
local found = redis.call('HMGET', KEYS[1], 'e', 'v', 's', 'o')
if ARGV[2] ~= '' and found[1] ~= ARGV[2] then return 0 end
if ARGV[7] ~= '' and tonumber(found[4] or 0) ~= tonumber(ARGV[7]) then return 0 end
local v, s = tonumber(found[2] or 0), found[3] or ''
if v < tonumber(ARGV[3]) then v, s = tonumber(ARGV[3]), ARGV[4] end
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[1], 'e', ARGV[1], 'o', 0, 'v', n(v), 's', s, 'g', ARGV[5])
redis.call('EXPIRE', KEYS[1], 90000)
redis.call('PUBLISH', ARGV[6], 'b1 ' .. ARGV[1] .. ' 0 1 ' .. n(v) .. ' ' .. ARGV[5] .. ' - 0 0 0 - ' .. #s .. '\n' .. s)
return 1
