using System.Net.Sockets;
using System.Threading.Channels;

namespace Matinee.Testing.Faults;

/// <summary>One connection through a <see cref="ChaosProxy"/>.</summary>
internal sealed class ChaosLink(ChaosProxy proxy, Socket near, Random dice) : IDisposable
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Pieces on their way in one direction: with latency a window's worth, then the sender waits as on a real road.</summary>
    private const int PiecesOnTheWay = 128;

    private const int WithinAnswer = 48 * 1024;

    private static readonly string[] Verbs = ["GET ", "PUT ", "POST ", "HEAD ", "DELETE ", "OPTIONS ", "PATCH "];

    private readonly Socket _far = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private long _resetAt = long.MaxValue;
    private long _answered;
    private bool _refused;
    private bool _cut;

    public async Task RunAsync(string host, int port, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        near.NoDelay = true;
        try
        {
            await _far.ConnectAsync(host, port, ended.Token);
            var up = CarryAsync(near, _far, towardsClient: false, ended.Token);
            var down = CarryAsync(_far, near, towardsClient: true, ended.Token);
            await await Task.WhenAny(up, down); // whatever broke the first breaks both
            // One side has ended; the other may still have something to say, but not for ever.
            ended.CancelAfter(TimeSpan.FromSeconds(30));
            await Task.WhenAll(up, down);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            if (!_cut)
                Reset(); // what happened to one side happens to the other
        }
        finally
        {
            await ended.CancelAsync();
            Dispose();
        }
    }

    public void Dispose()
    {
        near.Dispose();
        _far.Dispose();
    }

    public void Reset()
    {
        foreach (var socket in (Socket[])[near, _far])
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It is gone already.
            }

            socket.Dispose();
        }
    }

    private async Task CarryAsync(Socket from, Socket to, bool towardsClient, CancellationToken stop)
    {
        var road = Channel.CreateBounded<(byte[] Bytes, long Due)>(PiecesOnTheWay);
        var sending = SendAsync(road.Reader, to, towardsClient, stop);
        try
        {
            var buffer = new byte[PieceBytes];
            var last = 0L;
            while (await from.ReceiveAsync(buffer, stop) is > 0 and var read)
            {
                var piece = buffer.AsSpan(0, read).ToArray();
                var weather = proxy.Weather;
                if (weather.Reset)
                    Break();
                if (!towardsClient && IsRequest(piece) && !await AdmitAsync(weather, stop))
                    return;
                last = Math.Max(last, Environment.TickCount64 + (long)Delay(weather).TotalMilliseconds);
                await road.Writer.WriteAsync((piece, last), stop);
            }
        }
        finally
        {
            road.Writer.TryComplete();
        }

        await sending;
        if (!_refused)
            to.Shutdown(SocketShutdown.Send);
    }

    private async Task SendAsync(ChannelReader<(byte[] Bytes, long Due)> road, Socket to, bool towardsClient, CancellationToken stop)
    {
        await foreach (var (bytes, due) in road.ReadAllAsync(stop))
        {
            var wait = due - Environment.TickCount64;
            if (wait > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(wait), stop);
            if (proxy.Weather is { HalfClose: true } && towardsClient)
            {
                proxy.Noted();
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            await SendPieceAsync(to, bytes, towardsClient, stop);
        }
    }

    private async Task SendPieceAsync(Socket to, ReadOnlyMemory<byte> bytes, bool towardsClient, CancellationToken stop)
    {
        var cut = towardsClient ? Math.Min(_resetAt, proxy.Weather.CutAfterBytes ?? long.MaxValue) - _answered : long.MaxValue;
        if (cut < bytes.Length)
        {
            await to.SendAsync(bytes[..(int)Math.Max(0, cut)], stop);
            if (_resetAt < long.MaxValue)
                Break();
            proxy.Noted();
            _cut = true;
            _far.Dispose(); // ends the receiving beside this
            to.Shutdown(SocketShutdown.Both);
            throw new SocketException((int)SocketError.Shutdown);
        }

        // Before it is sent: who has it may ask for the next one at once.
        if (towardsClient)
            Interlocked.Add(ref _answered, bytes.Length);
        for (var rest = bytes; rest.Length > 0;)
        {
            var piece = proxy.Weather.BytesPerSecond is { } rate ? rest[..Math.Min(rest.Length, Math.Max(1, rate / 20))] : rest;
            for (var sent = 0; sent < piece.Length;)
                sent += await to.SendAsync(piece[sent..], stop);
            rest = rest[piece.Length..];
            if (proxy.Weather.BytesPerSecond is { } limit)
                await Task.Delay(TimeSpan.FromSeconds((double)piece.Length / limit), stop);
        }

    }

    /// <summary>Whether the request passes; the weather may answer it here, or let its answer be broken off.</summary>
    private async Task<bool> AdmitAsync(ChaosWeather weather, CancellationToken stop)
    {
        var (share, draw) = proxy.NextRequest();
        if (share < weather.UnavailableShare)
        {
            proxy.Noted();
            _refused = true;
            await near.SendAsync("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), stop);
            near.Shutdown(SocketShutdown.Send);
            // Closing with unread bytes would reset the connection and take the answer with it.
            var rest = new byte[PieceBytes];
            while (await near.ReceiveAsync(rest, stop) > 0)
            {
            }

            _far.Dispose();
            return false;
        }

        if (share >= weather.UnavailableShare + weather.ResetShare)
            return true;
        if (draw.Next(2) == 0)
            Break();
        _resetAt = Interlocked.Read(ref _answered) + draw.Next(WithinAnswer);
        return true;
    }

    private TimeSpan Delay(ChaosWeather weather)
    {
        lock (dice)
            return weather.Latency + (weather.Jitter * dice.NextDouble());
    }

    private void Break()
    {
        proxy.Noted();
        Reset();
        throw new SocketException((int)SocketError.ConnectionReset);
    }

    /// <summary>Clients begin each request in a packet of its own, so looking at the start of a piece is enough.</summary>
    private static bool IsRequest(ReadOnlySpan<byte> piece)
    {
        var end = piece[..Math.Min(piece.Length, 8192)].IndexOf("\r\n"u8);
        if (end <= 0 || !piece[..end].EndsWith(" HTTP/1.1"u8))
            return false;
        foreach (var verb in Verbs)
        {
            if (piece.StartsWith(System.Text.Encoding.ASCII.GetBytes(verb)))
                return true;
        }

        return false;
    }
}
