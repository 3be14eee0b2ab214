using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Xunit;

namespace Matinee.IntegrationTests.Faults;

/// <summary>Asks the API all the time and notes how long each answer took, be it an answer or an error.</summary>
internal sealed class SteadyCaller : IAsyncDisposable
{
    private static readonly string[] Paths = ["/api/videos?limit=20", "/api/jobs?limit=20", "/api/workers", "/ready", "/api/me"];

    private readonly ConcurrentQueue<(string What, TimeSpan Took)> _answers = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _deadline;
    private readonly Task _calling;

    public SteadyCaller(Uri server, string token, TimeSpan deadline)
    {
        _deadline = deadline;
        _calling = Task.WhenAll(Paths.Select(path => CallAsync(server, token, path)));
    }

    /// <summary>Every call ended by itself, and some of each kind were made.</summary>
    public void AssertNoneHung(ITestOutputHelper output)
    {
        foreach (var kind in _answers.GroupBy(a => a.What).OrderBy(g => g.Key, StringComparer.Ordinal))
            output.WriteLine($"{kind.Count(),5} {kind.Key}, slowest {kind.Max(a => a.Took).TotalSeconds:0.0} s");
        Assert.NotEmpty(_answers);
        Assert.DoesNotContain(_answers, answer => answer.Took >= _deadline);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _calling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task CallAsync(Uri server, string token, string path)
    {
        // Beyond the deadline, so that a hung call is seen as such.
        using var client = new HttpClient { BaseAddress = server, Timeout = _deadline * 2 };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        while (!_stop.IsCancellationRequested)
        {
            var took = Stopwatch.StartNew();
            string what;
            try
            {
                using var response = await client.GetAsync(path, _stop.Token);
                what = $"{path} {(int)response.StatusCode}";
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !_stop.IsCancellationRequested)
            {
                what = $"{path} {e.GetType().Name}";
            }

            _answers.Enqueue((what, took.Elapsed));
            await Task.Delay(200, _stop.Token);
        }
    }
}
