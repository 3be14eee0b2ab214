using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Matinee.Brokers.Redis;

/// <summary>
/// Asks the sentinels who the master is, and hears from one of them when another one becomes it (redis.io, "Guidelines for Redis clients
/// with support for Redis Sentinel"): the first that answers is asked, listened to, and asked again every second.
/// </summary>
internal sealed class RedisSentinels(RedisAddress address, string master, TimeProvider time, ILogger logger)
{
    private const int LongestReply = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Tells of each master, until cancelled.</summary>
    public async Task WatchAsync(Action<RedisServerAddress> tell, CancellationToken cancellationToken)
    {
        RedisServerAddress? last = null;
        void Tell(RedisServerAddress? said)
        {
            if (said is null || said == last)
                return;
            last = said;
            RedisLog.Master(logger, said);
            tell(said);
        }

        for (var next = RandomNumberGenerator.GetInt32(address.Servers.Length); ; next++)
        {
            try
            {
                await ListenAsync(address.Servers[next % address.Servers.Length], Tell, cancellationToken);
            }
            catch (Exception e) when (e is SocketException or IOException or TimeoutException or FormatException)
            {
                await Task.Delay(Pause * (0.5 + (RandomNumberGenerator.GetInt32(1000) / 1000.0)), time, cancellationToken);
            }
        }
    }

    private async Task ListenAsync(RedisServerAddress sentinel, Action<RedisServerAddress?> tell, CancellationToken cancellationToken)
    {
        using var asking = await DialAsync(sentinel, cancellationToken);
        using var hearing = await DialAsync(sentinel, cancellationToken);
        await SendAsync(hearing, ["SUBSCRIBE", "+switch-master"], cancellationToken);
        await ReadAsync(hearing, cancellationToken).WaitAsync(Patience, time, cancellationToken);
        var heard = ReadAsync(hearing, cancellationToken);
        while (true)
        {
            await SendAsync(asking, ["SENTINEL", "get-master-addr-by-name", master], cancellationToken);
            tell(Server(await ReadAsync(asking, cancellationToken).WaitAsync(Patience, time, cancellationToken)));
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (await Task.WhenAny(heard, Task.Delay(Patience, time, pause.Token)) == heard)
            {
                tell(Switched(await heard, master));
                heard = ReadAsync(hearing, cancellationToken);
            }

            await pause.CancelAsync();
        }
    }

    /// <summary>Of <c>get-master-addr-by-name</c>: host and port.</summary>
    internal static RedisServerAddress? Server(IReadOnlyList<string> reply) =>
        reply is [{ Length: > 0 } host, var port] && ushort.TryParse(port, out var number) && number > 0 ? new RedisServerAddress(host, number) : null;

    /// <summary>Of <c>+switch-master</c>: name, old host, old port, new host, new port; null when it is another master's.</summary>
    internal static RedisServerAddress? Switched(IReadOnlyList<string> reply, string master) =>
        reply is ["message", "+switch-master", var text] && text.Split(' ') is [var name, _, _, var host, var port] && name == master ? Server([host, port]) : null;

    private async Task<SentinelStream> DialAsync(RedisServerAddress sentinel, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(sentinel.Host, sentinel.Port, cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken);
            return new SentinelStream(new NetworkStream(socket, ownsSocket: true));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Task SendAsync(SentinelStream stream, string[] words, CancellationToken cancellationToken) => stream.SendAsync(words, cancellationToken);

    private static Task<IReadOnlyList<string>> ReadAsync(SentinelStream stream, CancellationToken cancellationToken) => stream.ReadAsync(LongestReply, cancellationToken);
}
