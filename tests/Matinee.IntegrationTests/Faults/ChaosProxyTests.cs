using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Matinee.Testing.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Matinee.IntegrationTests.Faults;

/// <summary>A fault that does not happen proves nothing, so each kind is seen to happen.</summary>
public sealed class ChaosProxyTests : IAsyncLifetime
{
    private const int BodyBytes = 200_000;

    private WebApplication _server = null!; // set before any test runs
    private ChaosProxy _road = null!; // likewise
    private HttpClient _client = null!; // likewise

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapGet("/", () => Results.Bytes(new byte[BodyBytes]));
        _server.MapPost("/", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            return body.Length;
        });
        await _server.StartAsync(Stop);
        _road = new ChaosProxy(new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), seed: 7);
        _client = new HttpClient { BaseAddress = _road.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _road.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Fair_weather_changes_nothing()
    {
        for (var i = 0; i < 5; i++)
            Assert.Equal(BodyBytes, (await _client.GetByteArrayAsync("/", Stop)).Length);

        Assert.Equal((1, 5, 0), (_road.Connections, _road.Requests, _road.Faults));
    }

    [Fact]
    public async Task Latency_is_added_each_way_and_is_no_lower_rate()
    {
        _road.Weather = new ChaosWeather { Latency = TimeSpan.FromMilliseconds(200) };
        var began = Stopwatch.GetTimestamp();

        await _client.GetByteArrayAsync("/", Stop);

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromMilliseconds(395), Soak.Limit(TimeSpan.FromMilliseconds(1500)));
    }

    [Fact]
    public async Task A_throttled_road_takes_its_time()
    {
        _road.Weather = new ChaosWeather { BytesPerSecond = 400_000 };
        var began = Stopwatch.GetTimestamp();

        await _client.GetByteArrayAsync("/", Stop);

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromMilliseconds(400), Soak.Limit(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task A_refused_connection_is_refused_by_the_kernel_and_the_port_comes_back()
    {
        _road.Weather = new ChaosWeather { Refuse = true };

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetAsync("/", Stop));
        _road.Weather = ChaosWeather.Fair;
        var answer = await _client.GetAsync("/", Stop);

        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_reset_reaches_new_connections_and_open_ones()
    {
        await _client.GetByteArrayAsync("/", Stop);
        _road.Weather = new ChaosWeather { Reset = true };

        for (var i = 0; i < 2; i++)
        {
            var failure = await Assert.ThrowsAnyAsync<Exception>(() => _client.GetAsync("/", Stop));
            // The runtime asks a new connection for its peer, and lets the fault out as it is when the reset was quicker.
            Assert.True(failure is HttpRequestException or SocketException, failure.ToString());
        }

        Assert.True(_road.Faults >= 2);
    }

    [Fact]
    public async Task A_cut_answer_ends_before_its_promised_length()
    {
        _road.Weather = new ChaosWeather { CutAfterBytes = 50_000 };

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetByteArrayAsync("/", Stop));

        Assert.Equal(1, _road.Faults);
    }

    [Fact]
    public async Task A_half_closed_road_still_carries_what_is_sent()
    {
        _road.Weather = new ChaosWeather { HalfClose = true };

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.PostAsync("/", new ByteArrayContent(new byte[10]), Stop));

        Assert.True(_road.Faults > 0);
    }

    [Fact]
    public async Task Shares_of_503_and_resets_are_what_the_seed_says_each_time()
    {
        var first = await OutcomesAsync(200);
        await using var again = new ChaosProxy(new Uri(_server.Urls.First()), seed: 7);
        using var client = new HttpClient { BaseAddress = again.Address };

        var second = await OutcomesAsync(200, again, client);

        Assert.Equal(first, second);
        Assert.InRange(first.Count(o => o == "503"), 20, 60);
        Assert.InRange(first.Count(o => o == "reset"), 10, 40);
        Assert.All(first, o => Assert.Contains(o, (string[])["200", "503", "reset"]));
    }

    private Task<List<string>> OutcomesAsync(int count) => OutcomesAsync(count, _road, _client);

    private static async Task<List<string>> OutcomesAsync(int count, ChaosProxy road, HttpClient client)
    {
        road.Weather = new ChaosWeather { UnavailableShare = 0.2, ResetShare = 0.1 };
        List<string> outcomes = [];
        for (var i = 0; i < count; i++)
        {
            try
            {
                // A POST is not sent again by the client itself when its connection breaks.
                using var answer = await client.PostAsync("/", new ByteArrayContent(new byte[100]), Stop);
                outcomes.Add(((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
            catch (Exception e) when (e is HttpRequestException or SocketException)
            {
                outcomes.Add("reset");
            }
        }

        return outcomes;
    }
}
