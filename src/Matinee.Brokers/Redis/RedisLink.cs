using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Matinee.Brokers.Redis;

/// <summary>The library's connections to one address. It makes lost ones again by itself and subscribes again over them.</summary>
internal sealed class RedisLink : IDisposable
{
    private readonly ConnectionMultiplexer _multiplexer;
    private readonly IDatabase _database;
    private readonly ISubscriber _subscriber;

    private RedisLink(RedisAddress address, ConnectionMultiplexer multiplexer)
    {
        Address = address;
        _multiplexer = multiplexer;
        _database = multiplexer.GetDatabase();
        _subscriber = multiplexer.GetSubscriber();
        multiplexer.ConnectionFailed += (_, failure) =>
        {
            if (failure.ConnectionType == ConnectionType.Interactive)
                Lost?.Invoke($"{failure.FailureType}{(failure.Exception is { } e ? ": " + e.Message.Split('\n')[0] : "")}");
        };
        multiplexer.ConnectionRestored += (_, restored) =>
        {
            if (restored.ConnectionType == ConnectionType.Subscription)
                HintsReturned?.Invoke();
        };
    }

    public event Action<string>? Lost;

    /// <summary>The connection for hints is back; its subscriptions follow.</summary>
    public event Action? HintsReturned;

    public RedisAddress Address { get; }

    public IDatabase Database => _database;

    /// <summary>Returns whether or not anybody answers.</summary>
    public static async Task<RedisLink> ConnectAsync(RedisAddress address) => new(address, await ConnectionMultiplexer.ConnectAsync(address.Configure()));

    public async Task<RedisResult> EvaluateAsync(RedisScript script, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await _database.ScriptEvaluateAsync(script.Digest, keys, values);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // A server that was started anew, or another master; after this it knows the script.
            return await _database.ExecuteAsync("EVAL", [script.Text, keys.Length, .. keys.Select(key => (object)key), .. values.Select(value => (object)value)]);
        }
    }

    public async Task<bool> SubscribeAsync(string channel, Action<RedisChannel, RedisValue> heard)
    {
        await _subscriber.SubscribeAsync(Literal(channel), heard);
        return true;
    }

    public async Task UnsubscribeAsync(string channel, TimeSpan patience, TimeProvider time)
    {
        try
        {
            await _subscriber.UnsubscribeAsync(Literal(channel)).WaitAsync(patience, time);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The server forgets it with the connection.
        }
    }

    public Task<RedisResult> PublishAsync(string channel, ReadOnlyMemory<byte> message) => EvaluateAsync(RedisScript.Publish, [channel], [channel, message.ToArray()]);

    public Task PingHintsAsync() => _subscriber.PingAsync();

    /// <summary>Tells the log who answers, and the operator what is wrong with it.</summary>
    public async Task GreetAsync(string name, ILogger logger)
    {
        foreach (var endpoint in _multiplexer.GetEndPoints())
        {
            var server = _multiplexer.GetServer(endpoint);
            if (!server.IsConnected)
                continue;
            RedisLog.Connected(logger, name, server.Version.ToString());
            if (EvictionPolicy(await server.InfoRawAsync("memory")) is { } policy and not "noeviction")
                RedisLog.Evicts(logger, endpoint.ToString() ?? name, policy);
        }
    }

    public void Dispose() => _multiplexer.Dispose();

    internal static string? EvictionPolicy(string facts) => facts.Split('\n').Select(line => line.Trim().Split(':'))
        .FirstOrDefault(pair => pair is ["maxmemory_policy", _])?[1];

    private static RedisChannel Literal(string channel) => new(channel, RedisChannel.PatternMode.Literal);
}
