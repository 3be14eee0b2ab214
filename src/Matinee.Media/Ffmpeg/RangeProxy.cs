using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Matinee.Media.Ffmpeg;

/// <summary>
/// One source, served to ffmpeg on loopback under a path that nobody can guess. ffmpeg never sees a signed URL or a token, does
/// not speak TLS, and follows nothing; what breaks on the way to the origin is continued here, where it can be told apart from
/// the end of a film.
/// </summary>
public sealed class RangeProxy : IAsyncDisposable
{
    /// <summary>What lies between here and ffmpeg is lost when it seeks.</summary>
    private const int SendBuffer = 256 * 1024;

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stopping = new();
    private readonly string path = "/" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly SourceBlocks blocks;
    private readonly RangeProxyLimits limits;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim places;
    private readonly Task accepting;

    private RangeProxy(IRangeOrigin origin, RangeProxyLimits limits, TimeProvider time)
    {
        this.limits = limits;
        this.time = time;
        blocks = new SourceBlocks(origin, limits, time);
        places = new SemaphoreSlim(limits.MostConnections);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(limits.MostConnections);
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port; // It is bound.
        Source = new MediaSource(new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port, path).Uri, blocks);
        accepting = AcceptAsync();
    }

    /// <summary>What every probe and command reads; good until the proxy is disposed.</summary>
    public MediaSource Source { get; }

    public RangeTraffic Traffic => blocks.Traffic;

    /// <summary>Listens at once; the origin is asked when the first byte is.</summary>
    public static RangeProxy Start(IRangeOrigin origin, RangeProxyLimits? limits = null, TimeProvider? time = null) =>
        new(origin, limits ?? RangeProxyLimits.Default, time ?? TimeProvider.System);

    /// <summary>Hangs up on everybody. The origin stays the caller's.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        await blocks.DisposeAsync();
        for (int i = 0; i < limits.MostConnections; i++)
        {
            await places.WaitAsync();
        }

        places.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await places.WaitAsync(stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                _ = ServeAsync(await listener.AcceptAsync(stopping.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // Disposed, or a caller that was gone before it was taken in.
                places.Release();
            }
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        try
        {
            caller.NoDelay = true;
            caller.SendBufferSize = SendBuffer;
            await new ProxyConnection(caller, path, blocks, limits, time).RunAsync(stopping.Token);
        }
        catch (SocketException)
        {
            caller.Dispose();
        }
        finally
        {
            places.Release();
        }
    }
}
