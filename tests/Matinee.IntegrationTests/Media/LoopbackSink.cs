using System.Net;
using System.Net.Sockets;

namespace Matinee.IntegrationTests.Media;

/// <summary>Accepts every connection on loopback, counts it, and hangs up.</summary>
internal sealed class LoopbackSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private int callers;

    public LoopbackSink()
    {
        listener.Start();
        loop = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public int Callers => Volatile.Read(ref callers);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient caller = await listener.AcceptTcpClientAsync(stopping.Token);
                Interlocked.Increment(ref callers);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }
}
