using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Workers.Remote;

/// <summary>
/// The servers of a service. One is spoken to for as long as it answers; when it does not, the next is tried, with pauses
/// that grow and are spread, until the caller's patience is over. Nothing that carries a credential is ever redirected.
/// </summary>
internal sealed class Coordinators : IDisposable
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly Uri[] _addresses;
    private readonly TimeProvider _time;
    private readonly ILogger<Coordinators> _logger;
    private readonly Lock _choosing = new();
    private int _chosen;
    private long _answered;
    private bool _silent = true;

    public Coordinators(IOptions<WorkerOptions> options, TimeProvider time, ILogger<Coordinators> logger)
    {
        _addresses = Parse(options.Value.Coordinator);
        _time = time;
        _logger = logger;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectWithin,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The one that is spoken to.</summary>
    public Uri Current
    {
        get
        {
            lock (_choosing)
                return _addresses[_chosen];
        }
    }

    /// <summary>Since anyone of them answered; null before the first answer.</summary>
    public TimeSpan? SinceAnswer => Interlocked.Read(ref _answered) is > 0 and var at ? _time.GetElapsedTime(at) : null;

    /// <exception cref="ArgumentException">Not one usable address.</exception>
    public static Uri[] Parse(string? addresses)
    {
        Uri[] parsed = [.. (addresses ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(One)];
        return parsed.Length > 0 ? parsed : throw new ArgumentException("No server is named: give --coordinator URL, or set COORDINATOR_URL.");

        static Uri One(string address) =>
            Uri.TryCreate(address.EndsWith('/') ? address : address + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0
                ? url
                : throw new ArgumentException($"\"{address}\" is no address of a server; one looks like http://server:8080.");
    }

    /// <param name="make">A fresh request each time, for a path without a leading slash.</param>
    /// <param name="within">For one answer's head.</param>
    /// <param name="patience">For all attempts; each server is asked at least once.</param>
    /// <returns>Whatever a server says that is able to say something; the caller disposes it.</returns>
    /// <exception cref="IOException">None of them answered.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<Uri, HttpRequestMessage> make, TimeSpan within, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var address = Current;
            var (answer, reason, wait) = await TryAsync(make, address, within, cancellationToken);
            if (answer is not null)
            {
                Heard(address);
                return answer;
            }

            Missed(address, reason);
            var pause = attempt % _addresses.Length == 0 ? Pause(attempt / _addresses.Length, wait) : TimeSpan.Zero;
            if (attempt >= _addresses.Length && _time.GetElapsedTime(began) + pause >= patience)
                throw new IOException($"{address} did not answer: {reason}");
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, _time, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(HttpResponseMessage? Answer, string Reason, TimeSpan? Wait)> TryAsync(
        Func<Uri, HttpRequestMessage> make, Uri address, TimeSpan within, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(within, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var request = make(address);
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if ((int)answer.StatusCode < 500 && answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout))
                return (answer, "", null);
            using (answer)
            {
                var problem = await WireProblems.ReadAsync(answer, either.Token);
                return (null, problem.Detail ?? $"it answers {(int)answer.StatusCode}", problem.RetryAfterMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null);
            }
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            return (null, e.InnerException?.Message ?? e.Message, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"no answer within {within.TotalSeconds:0} s", null);
        }
    }

    private void Heard(Uri address)
    {
        Interlocked.Exchange(ref _answered, _time.GetTimestamp());
        if (Interlocked.Exchange(ref _silent, false))
            WorkersLog.Answers(_logger, address);
    }

    private void Missed(Uri address, string reason)
    {
        lock (_choosing)
        {
            // Another call may have gone on to the next already.
            if (_addresses[_chosen] == address)
                _chosen = (_chosen + 1) % _addresses.Length;
        }

        if (!Interlocked.Exchange(ref _silent, true))
            WorkersLog.Silent(_logger, address, reason);
    }

    private static TimeSpan Pause(int round, TimeSpan? asked)
    {
        var grown = FirstPause * Math.Pow(2, Math.Min(round - 1, 10));
        var longest = grown < LongestPause ? grown : LongestPause;
        var least = asked is { } wait && wait < LongestPause ? wait : TimeSpan.Zero;
        return least + Jitter.Of(longest);
    }
}
