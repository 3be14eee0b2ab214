using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Matinee.App.Http;
using Matinee.Testing.Time;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Matinee.Tests.Http;

public sealed class ServerSentEventsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Lifetime _lifetime = new();
    private readonly CancellationTokenSource _client = new();
    private readonly MemoryStream _body = new();
    private readonly Channel<ServerSentEvent> _events = Channel.CreateUnbounded<ServerSentEvent>();
    private bool _ended;
    private bool _mayStay = true;

    [Fact]
    public async Task Events_are_written_as_the_standard_wants_them()
    {
        _events.Writer.TryWrite(new("job", "{\"a\":1}", "7"));
        _events.Writer.TryWrite(new("text", "two\r\nlines"));
        _events.Writer.Complete();

        await RunAsync();

        Assert.Equal(":\n\nid: 7\nevent: job\ndata: {\"a\":1}\n\nevent: text\ndata: two\ndata: lines\n\n", Written());
    }

    [Fact]
    public async Task A_name_cannot_smuggle_an_event_in()
    {
        _events.Writer.TryWrite(new("a\ndata: forged\n\n", "x", "1\nevent: y"));
        _events.Writer.Complete();

        await RunAsync();

        Assert.Equal(":\n\nid: 1 event: y\nevent: a data: forged  \ndata: x\n\n", Written());
    }

    [Fact]
    public async Task A_quiet_stream_says_that_it_lives_every_fifteen_seconds()
    {
        var running = RunAsync();
        await AsleepAsync();
        _time.Advance(TimeSpan.FromSeconds(15));
        await AsleepAsync();
        _time.Advance(TimeSpan.FromSeconds(15));
        await AsleepAsync();
        _events.Writer.Complete();
        await running;

        Assert.Equal(":\n\n:\n\n:\n\n", Written());
    }

    [Fact]
    public async Task The_stream_ends_and_releases_its_source_when_the_client_leaves()
    {
        var running = RunAsync();
        await AsleepAsync();

        await _client.CancelAsync();
        await running;

        Assert.True(_ended);
    }

    [Fact]
    public async Task The_stream_ends_when_the_server_stops()
    {
        var running = RunAsync();
        await AsleepAsync();

        _lifetime.StopApplication();
        await running;

        Assert.True(_ended);
    }

    [Fact]
    public async Task The_stream_ends_soon_after_the_callers_session()
    {
        var running = RunAsync();
        await AsleepAsync();
        _time.Advance(TimeSpan.FromSeconds(15));
        await AsleepAsync();
        Assert.False(running.IsCompleted);

        _mayStay = false;
        _time.Advance(TimeSpan.FromSeconds(15));
        await running;

        Assert.True(_ended);
    }

    public void Dispose()
    {
        _client.Dispose();
        _lifetime.Dispose();
        _body.Dispose();
    }

    private Task RunAsync()
    {
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddSingleton<TimeProvider>(_time).AddSingleton<IHostApplicationLifetime>(_lifetime)
                .AddSingleton<CallerCheck>((_, _) => Task.FromResult(_mayStay)).BuildServiceProvider(),
            RequestAborted = _client.Token,
        };
        context.Response.Body = _body;
        return ServerSentEvents.Of(EventsAsync()).ExecuteAsync(context);
    }

    private async IAsyncEnumerable<ServerSentEvent> EventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (var item in _events.Reader.ReadAllAsync(cancellationToken))
                yield return item;
        }
        finally
        {
            _ended = true;
        }
    }

    private async Task AsleepAsync()
    {
        while (_time.ArmedTimers == 0)
            await Task.Yield();
    }

    private string Written() => Encoding.UTF8.GetString(_body.ToArray());

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
