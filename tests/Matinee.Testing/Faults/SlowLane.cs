using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Matinee.Testing.Faults;

/// <summary>
/// A road to the server that carries only so many bytes a second towards it, so that an upload takes as long as at home.
/// Answers come back unhindered.
/// </summary>
public sealed class SlowLane : IAsyncDisposable
{
    private const int PieceBytes = 16 * 1024;

    private readonly ConcurrentQueue<string> _requests = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Uri> _target;
    private readonly Task _accepting;

    /// <param name="target">Asked at each connection, because a restarted server has another port.</param>
    public SlowLane(Func<Uri> target, int bytesPerSecond)
    {
        _target = target;
        BytesPerSecond = bytesPerSecond;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Of each connection; may be changed on the way.</summary>
    public int BytesPerSecond { get; set; }

    /// <summary>Request lines that passed, oldest first, such as <c>POST /api/uploads HTTP/1.1</c>. A worker's requests are among them.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> carrying = [];
        try
        {
            while (true)
                carrying.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(carrying);
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using (near)
        using (var far = new TcpClient())
        {
            try
            {
                await far.ConnectAsync(_target().Host, _target().Port, _stop.Token);
                await Task.WhenAny(UpAsync(near.GetStream(), far.GetStream()), far.GetStream().CopyToAsync(near.GetStream(), _stop.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // Either side went away; the other is closed with it.
            }
        }
    }

    private async Task UpAsync(NetworkStream near, NetworkStream far)
    {
        var buffer = new byte[PieceBytes];
        while (await near.ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            Note(buffer.AsSpan(0, read));
            await far.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            if (read > PieceBytes / 4)
                await Task.Delay(TimeSpan.FromSeconds((double)read / BytesPerSecond), _stop.Token);
        }
    }

    /// <summary>A browser begins each request in a packet of its own, so looking at the start of a piece is enough.</summary>
    private void Note(ReadOnlySpan<byte> piece)
    {
        var end = piece.IndexOf("\r\n"u8);
        if (end is > 0 and < 2_000 && piece[..end].EndsWith("HTTP/1.1"u8))
            _requests.Enqueue(Encoding.ASCII.GetString(piece[..end]));
    }
}
