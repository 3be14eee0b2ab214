using System.Net;
using System.Net.Sockets;
using System.Text;
using Matinee.Load.Dialects;
using Matinee.Load.Figures;
using Matinee.Load.Sockets;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Load;

/// <summary>What a server may do to a WebSocket of the load.</summary>
public sealed class LoadSocketTests
{
    private const byte First = 0x01, Ping = 0x89, Middle = 0x00, Last = 0x80, Whole = 0x81;

    [Fact]
    public async Task A_message_in_fragments_with_a_ping_between_them_counts_once()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var (tally, published) = (new Tally(), new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously));
        var topic = new Topic("t", tally);
        using var loop = new LoadLoop();
        var member = loop.Create(new LoadServer(((IPEndPoint)listener.LocalEndpoint).Port, new PlainSocket()), topic, SocketRole.Member);

        var serving = Task.Run(() => ServeAsync(listener, published.Task), TestContext.Current.CancellationToken);
        loop.Connect([member], 1000, Patient.Limit);
        var payload = new byte[40];
        topic.Begin(payload);
        published.SetResult(payload);
        loop.Run(() => tally.Delivered == 1, Patient.Limit, () => "it has not arrived");
        await serving;

        Assert.Equal((1, 0, 0, 1), (tally.Delivered, tally.Lost, tally.Twice, topic.Completed));
    }

    private static async Task ServeAsync(TcpListener listener, Task<byte[]> published)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
            head.Append((char)one[0]);
        await stream.WriteAsync("HTTP/1.1 101 Switching Protocols\r\n\r\n"u8.ToArray());
        await SendAsync(Whole, "in"u8.ToArray());
        var payload = await published;
        await SendAsync(First, payload[..10]);
        await SendAsync(Ping, []);
        await SendAsync(Middle, payload[10..20]);
        await SendAsync(Last, payload[20..]);
        // Its pong: masked, and with nothing in it.
        await stream.ReadExactlyAsync(new byte[6]);

        async Task SendAsync(byte first, byte[] bytes) => await stream.WriteAsync(new[] { first, (byte)bytes.Length }.Concat(bytes).ToArray());
    }
}
