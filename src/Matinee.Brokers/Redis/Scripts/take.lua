-- KEYS: 1 bucket: when it is full again, in microseconds. ARGV: 1 microseconds that one costs, 2 burst, 3 cost.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
local interval = tonumber(ARGV[1])
local capacity = interval * tonumber(ARGV[2])
local before = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
local after = before + interval * tonumber(ARGV[3])
local function left(full) return math.max(0, math.floor((capacity - (full - now)) / interval + 0.000001)) end
if after - now > capacity then return {0, string.format('%.0f', math.ceil(after - now - capacity)), left(before)} end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', string.format('%.0f', math.ceil((after - now) / 1000) + 1))
return {1, '0', left(after)}
