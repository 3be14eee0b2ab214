using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Matinee.Realtime.Transports.Listening;
using Matinee.Testing.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>A WebSocket goes on without the request that it began with, once its client is known; nothing is lost by it, and nobody else on the port is touched.</summary>
public sealed class LeavingConnectionTests : IAsyncLifetime
{
    private const int Shutdown = 3001;
    private readonly RequestsUnderWay _requests = new();
    private RealtimeHost _host = null!; // set before any test runs

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await RealtimeHost.StartAsync(build: realtime => realtime.Services.AddSingleton<IStartupFilter>(_requests));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_request_lasts_until_the_client_is_known_and_the_connection_lives_on()
    {
        using var socket = await RawWebSocket.OpenAsync(_host);
        await Patient.UntilAsync(() => _requests.Now == 1, Stop);

        await socket.ConnectAsync("anna");
        await Patient.UntilAsync(() => _requests.Now == 0, Stop);

        for (var id = 2; id < 100; id++)
            await socket.SendTextAsync($$$"""{"id":{{{id}}},"ping":{}}""");
        Assert.Equal(99, (await AskedAsync(socket, 99)).GetProperty("id").GetInt32());
        Assert.Equal(1, Connections("anna"));
        await socket.SendFrameAsync(0x88, new byte[] { 0x03, 0xE8 });
        Assert.Equal(1000, await socket.CloseCodeAsync());
        await Patient.UntilAsync(() => Connections("anna") == 0, Stop);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_comes_with_the_connect_and_however_it_is_cut_is_answered_in_order(int seed)
    {
        var random = new Random(seed);
        using var socket = await RawWebSocket.OpenAsync(_host);
        var all = RawWebSocket.Frame(0x81, """{"id":1,"connect":{"token":"user:ben"}}"""u8.ToArray()).ToList();
        for (var id = 2; id <= 400; id++)
            all.AddRange(RawWebSocket.Frame(0x81, Encoding.UTF8.GetBytes($$$"""{"id":{{{id}}},"ping":{}}""")));

        var sending = Task.Run(async () =>
        {
            for (var at = 0; at < all.Count;)
            {
                var count = seed == 0 ? all.Count : Math.Min(all.Count - at, random.Next(1, 3000));
                await socket.SendBytesAsync([.. all.Skip(at).Take(count)]);
                at += count;
            }
        }, Stop);

        for (var id = 1; id <= 400; id++)
            Assert.Equal(id, (await socket.ReplyAsync(id)).GetProperty("id").GetInt32());
        await sending;
        await Patient.UntilAsync(() => _requests.Now == 0, Stop);
    }

    [Fact]
    public async Task Who_vanishes_after_it_has_left_is_forgotten()
    {
        var socket = await RawWebSocket.OpenAsync(_host);
        await socket.ConnectAsync("carol");
        await Patient.UntilAsync(() => _requests.Now == 0, Stop);

        socket.Reset();

        await Patient.UntilAsync(() => Connections("carol") == 0, Stop);
    }

    [Fact]
    public async Task The_end_of_the_server_is_told_to_those_who_left_their_request()
    {
        using var socket = await RawWebSocket.OpenAsync(_host);
        await socket.ConnectAsync("dora");
        await Patient.UntilAsync(() => _requests.Now == 0, Stop);

        var stopping = _host.StopAsync();

        Assert.Equal(Shutdown, await socket.CloseCodeAsync());
        await stopping;
    }

    [Fact]
    public async Task What_breaks_the_rules_afterwards_is_closed_with_its_reason()
    {
        using var socket = await RawWebSocket.OpenAsync(_host);
        await socket.ConnectAsync("eva");
        await Patient.UntilAsync(() => _requests.Now == 0, Stop);

        await socket.SendFrameAsync(0x82, new byte[10], claimed: 1 << 30);

        Assert.Equal(1009, await socket.CloseCodeAsync());
        await Patient.UntilAsync(() => Connections("eva") == 0, Stop);
    }

    [Fact]
    public async Task A_handshake_that_comes_byte_by_byte_is_the_servers_and_works()
    {
        using var client = new TcpClient();
        client.NoDelay = true;
        await client.ConnectAsync("127.0.0.1", _host.Port, Stop);
        var stream = client.GetStream();

        foreach (var one in "GET /connection/websocket HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"u8.ToArray())
        {
            await stream.WriteAsync(new[] { one }, Stop);
            await Task.Delay(1, Stop);
        }

        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_says_nothing_at_first_and_whoever_wants_something_else_is_answered_as_ever()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _host.Port, Stop);
        await Task.Delay(TimeSpan.FromSeconds(1.5), Stop);
        await client.GetStream().WriteAsync("GET /nothing HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"u8.ToArray(), Stop);
        using var reader = new StreamReader(client.GetStream());

        Assert.StartsWith("HTTP/1.1 404", await reader.ReadLineAsync(Stop), StringComparison.Ordinal);

        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(new Uri(_host.Address + "/nowhere"), new { size = new string('x', 100_000) }, Stop);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_second_request_on_the_same_connection_is_answered_when_the_first_was_no_upgrade()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _host.Port, Stop);
        await client.GetStream().WriteAsync("GET /connection/websocket HTTP/1.1\r\nHost: here\r\n\r\nGET /nothing HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"u8.ToArray(), Stop);
        using var reader = new StreamReader(client.GetStream());

        var all = await reader.ReadToEndAsync(Stop);

        Assert.StartsWith("HTTP/1.1 400", all, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 404", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_who_breaks_off_anywhere_leaves_no_words_in_the_log()
    {
        var log = new LoudLog();
        await using var host = await RealtimeHost.StartAsync(build: realtime => realtime.Services.AddSingleton<ILoggerProvider>(log));
        var handshake = "GET /connection/websocket HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"u8.ToArray();

        foreach (var length in Enumerable.Range(0, handshake.Length / 7 + 1).Select(i => Math.Min(i * 7, handshake.Length)))
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", host.Port, Stop);
            await client.GetStream().WriteAsync(handshake.AsMemory(0, length), Stop);
            if (length % 2 == 0)
                await Task.Delay(20, Stop);
            client.Client.Close(0);
        }

        using var last = await RawWebSocket.OpenAsync(host);
        await last.ConnectAsync("fred");
        Assert.Empty(log.Lines);
    }

    [Theory]
    [InlineData("GET /connection/websocket HTTP/1.1\r\n", true)]
    [InlineData("GET /rooms/connection/websocket?cf_protocol=protobuf HTTP/1.1\r\nHost: x", true)]
    [InlineData("GET /connection/sse HTTP/1.1\r\nReferer: /connection/websocket", false)]
    [InlineData("POST /connection/websocket HTTP/1.1\r\n", false)]
    [InlineData("GET /connection/webso", false)]
    [InlineData("\u0016\u0003\u0001", false)]
    [InlineData("", false)]
    public void It_is_told_by_its_first_line(string first, bool isOurs) => Assert.Equal(isOurs, LeavingListener.IsOurs(Encoding.ASCII.GetBytes(first)));

    private static async Task<JsonElement> AskedAsync(RawWebSocket socket, int id)
    {
        await socket.SendTextAsync($$$"""{"id":{{{id}}},"ping":{}}""");
        return await socket.ReplyAsync(id);
    }

    private int Connections(string user) => _host.Server.ClientsOf(user).Count;

    /// <summary>Keeps what is worth a look of somebody.</summary>
    private sealed class LoudLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Lines.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }

    /// <summary>How many requests the application is working on.</summary>
    private sealed class RequestsUnderWay : IStartupFilter
    {
        private int _now;

        public int Now => Volatile.Read(ref _now);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
        {
            application.Use(CountAsync);
            next(application);
        };

        private async Task CountAsync(HttpContext context, RequestDelegate next)
        {
            Interlocked.Increment(ref _now);
            try
            {
                await next(context);
            }
            finally
            {
                Interlocked.Decrement(ref _now);
            }
        }
    }
}
