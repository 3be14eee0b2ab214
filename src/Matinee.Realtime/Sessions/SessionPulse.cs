using System.Security.Cryptography;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Sessions;

/// <summary>What has to happen to a session at some time by itself: pings, their answers, expiry, idleness, age.</summary>
internal sealed class SessionPulse(ConnectionOptions options, TimeProvider time, bool answersPings)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _pingAt;
    private TimeSpan? _pongUntil;
    private TimeSpan _usedAt;
    private long _heard;

    private TimeSpan Now => time.GetElapsedTime(_start);

    public bool IsConnected { get; private set; }

    /// <summary>Null: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>What the client is told: the longest time between two pings, in whole seconds.</summary>
    public uint PingSeconds => (uint)Math.Ceiling(options.PingInterval.TotalSeconds * 1.2);

    public void Connected()
    {
        IsConnected = true;
        _pingAt = Now + Jittered();
        _usedAt = Now;
    }

    /// <summary>Anything at all came from the client.</summary>
    public void Heard() => Volatile.Write(ref _heard, 1);

    /// <summary>A command came.</summary>
    public void Used() => _usedAt = Now;

    /// <summary>Why it has to end, or null; and when to look again.</summary>
    public DisconnectAdvice? Check(ClientLink connection, bool hasSubscriptions, out TimeSpan again)
    {
        var now = Now;
        again = Soon;
        if (connection.IsStalled)
            return Disconnects.Slow;
        if (!IsConnected)
        {
            again = Min(options.ConnectTimeout - now, Soon);
            return now >= options.ConnectTimeout ? Disconnects.Stale : null;
        }

        if (Volatile.Read(ref _heard) != 0)
            _pongUntil = null;
        if (_pongUntil <= now)
            return Disconnects.NoPong;
        if (ExpiresAt is { } expiry && time.GetUtcNow() > expiry + options.ExpiryGrace)
            return Disconnects.Expired;
        if (now > options.MaxAge)
            return Disconnects.TooOld;
        if (!hasSubscriptions && now - _usedAt > options.IdleTimeout)
            return Disconnects.Idle;
        if (now >= _pingAt)
            Ping(connection, now);
        again = Min(_pingAt - now, Soon);
        if (_pongUntil is { } until)
            again = Min(again, until - now);
        return null;
    }

    private void Ping(ClientLink connection, TimeSpan now)
    {
        Volatile.Write(ref _heard, 0);
        if (answersPings)
            _pongUntil = now + options.PongTimeout;
        _pingAt = now + Jittered();
        connection.Send(connection.Wire.Ping, FrameClass.Reply);
    }

    private TimeSpan Jittered() => options.PingInterval * (0.8 + RandomNumberGenerator.GetInt32(401) / 1000.0);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
