using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Matinee.Realtime;
using Matinee.Realtime.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>Writes go past the server's pipe only where nothing stands between it and the socket, and overtake nothing.</summary>
public sealed class DirectStreamTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http", true)]
    [InlineData("https", false)]
    public async Task Only_a_plain_connection_is_written_to_directly_and_both_hear_everything(string scheme, bool isDirect)
    {
        using var certificate = Certificate();
        await using var application = await StartAsync(certificate);
        var address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(a => a.StartsWith(scheme + ":", StringComparison.Ordinal))); // Kestrel has it
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() } };
        using var http = new HttpClient(handler, disposeHandler: false);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = scheme == "https" ? "wss" : "ws", Path = "/connection/websocket" }.Uri, new HttpMessageInvoker(handler, disposeHandler: false), Stop);

        await SendAsync(socket, """{"id":1,"connect":{"token":"user:anna"}}""");
        for (var id = 2; id <= 200; id++)
            await SendAsync(socket, $$$"""{"id":{{{id}}},"ping":{}}""");

        Assert.Equal(isDirect.ToString(), await http.GetStringAsync(new Uri(address, "/is-direct"), Stop));
        Assert.Equal(Enumerable.Range(1, 200), await ReadIdsAsync(socket, 200));
    }

    [Fact]
    public async Task Who_writes_before_the_client_has_spoken_stays_in_the_pipe()
    {
        var (near, far) = await ConnectAsync();
        using (near)
        using (far)
        {
            var pipe = new MemoryStream();
            await using var stream = new DirectStream(new Halves(new MemoryStream([1]), pipe), near);

            await stream.WriteAsync("first"u8.ToArray(), Stop);
            Assert.Equal(1, await stream.ReadAsync(new byte[1], Stop));
            await stream.WriteAsync("second"u8.ToArray(), Stop);

            Assert.Equal("firstsecond", Encoding.ASCII.GetString(pipe.ToArray()));
            Assert.Equal(0, far.Available);
        }
    }

    [Fact]
    public async Task More_than_the_socket_takes_at_once_arrives_whole_and_in_order()
    {
        var (near, far) = await ConnectAsync();
        using (near)
        using (far)
        {
            await using var stream = new DirectStream(new Halves(new MemoryStream([1]), Stream.Null), near);
            Assert.Equal(1, await stream.ReadAsync(new byte[1], Stop));
            byte[] sent = [.. Enumerable.Range(0, 8 * 1024 * 1024).Select(i => (byte)(i * 31 >> 3))];

            var writing = Task.Run(async () =>
            {
                for (var at = 0; at < sent.Length; at += 1024 * 1024)
                    await stream.WriteAsync(sent.AsMemory(at, 1024 * 1024), Stop);
            }, Stop);
            var received = new byte[sent.Length];
            await new NetworkStream(far).ReadExactlyAsync(received, Stop);
            await writing;

            Assert.True(sent.AsSpan().SequenceEqual(received));
        }
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        builder.Services.AddRealtime().UsePolicy<OpenPolicy>();
        var application = builder.Build();
        application.MapRealtime();
        application.MapGet("/is-direct", (HttpContext context) => (DirectStream.Over(Stream.Null, context) is DirectStream).ToString());
        await application.StartAsync(Stop);
        return application;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static async Task<(Socket Near, Socket Far)> ConnectAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await near.ConnectAsync(listener.LocalEndPoint!, Stop); // bound above
        return (near, await listener.AcceptAsync(Stop));
    }

    private static Task SendAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Stop);

    private static async Task<List<int>> ReadIdsAsync(ClientWebSocket socket, int count)
    {
        var ids = new List<int>();
        var buffer = new byte[64 * 1024];
        var message = "";
        while (ids.Count < count)
        {
            var got = await socket.ReceiveAsync(buffer, Stop);
            message += Encoding.UTF8.GetString(buffer, 0, got.Count);
            if (!got.EndOfMessage)
                continue;
            foreach (var line in message.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                using var document = System.Text.Json.JsonDocument.Parse(line);
                if (document.RootElement.TryGetProperty("id", out var id))
                    ids.Add(id.GetInt32());
            }

            message = "";
        }

        return ids;
    }

    /// <summary>An upgraded stream: one to read, one to write.</summary>
    private sealed class Halves(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
