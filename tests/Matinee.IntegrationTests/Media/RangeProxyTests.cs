using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Matinee.Media.Ffmpeg;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Media;

/// <summary>The proxy as an HTTP client sees it; what ffmpeg makes of it is in <see cref="ProxiedSourceTests"/>.</summary>
public sealed class RangeProxyTests : IAsyncLifetime
{
    /// <summary>Gives up nothing that comes late on a busy machine.</summary>
    private static readonly RangeProxyLimits Quick = new()
    {
        Patience = TimeSpan.FromSeconds(30),
        StallDeadline = TimeSpan.FromSeconds(30),
        FirstPause = TimeSpan.FromMilliseconds(1),
    };

    private static readonly RangeProxyLimits Hasty = Quick with { HeadTimeout = TimeSpan.FromMilliseconds(500) };

    private readonly string path = Path.GetTempFileName();
    private readonly byte[] bytes = new byte[5_000_000];
    private readonly HttpClient http = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        new Random(7).NextBytes(bytes);
        await File.WriteAllBytesAsync(path, bytes);
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        File.Delete(path);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(null, 0, 5_000_000, HttpStatusCode.OK)]
    [InlineData("bytes=0-", 0, 5_000_000, HttpStatusCode.PartialContent)]
    [InlineData("bytes=262143-262144", 262_143, 2, HttpStatusCode.PartialContent)]
    [InlineData("bytes=4999999-", 4_999_999, 1, HttpStatusCode.PartialContent)]
    [InlineData("bytes=-300000", 4_700_000, 300_000, HttpStatusCode.PartialContent)]
    public async Task A_range_is_answered_with_its_bytes(string? range, int from, int length, HttpStatusCode status)
    {
        await using var proxy = RangeProxy.Start(new FileOrigin(path));

        using HttpResponseMessage answer = await SendAsync(proxy, HttpMethod.Get, range);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(length, answer.Content.Headers.ContentLength);
        Assert.Equal(bytes[from..(from + length)], await answer.Content.ReadAsByteArrayAsync(Stop));
        if (range is not null)
        {
            Assert.Equal(new ContentRangeHeaderValue(from, from + length - 1, bytes.Length), answer.Content.Headers.ContentRange);
        }
    }

    [Fact]
    public async Task The_head_alone_tells_the_length()
    {
        await using var proxy = RangeProxy.Start(new FileOrigin(path));

        using HttpResponseMessage answer = await SendAsync(proxy, HttpMethod.Head, null);

        Assert.Equal((HttpStatusCode.OK, bytes.Length), (answer.StatusCode, answer.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task What_lies_behind_the_end_cannot_be_satisfied()
    {
        await using var proxy = RangeProxy.Start(new FileOrigin(path));

        using HttpResponseMessage answer = await SendAsync(proxy, HttpMethod.Get, "bytes=5000000-");

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
        Assert.Equal(bytes.Length, answer.Content.Headers.ContentRange?.Length);
    }

    [Fact]
    public async Task Nothing_is_answered_but_the_one_path()
    {
        var origin = new FileOrigin(path);
        await using var proxy = RangeProxy.Start(origin);
        var source = new Uri(proxy.Source.Url);

        foreach (string other in (string[])["/", source.AbsolutePath + "/", source.AbsolutePath[..^1], source.AbsolutePath + "?x", "/" + new string('0', 32)])
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(source, other), Stop);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using HttpResponseMessage written = await http.PutAsync(source, new ByteArrayContent([]), Stop);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, written.StatusCode);
        Assert.Empty(origin.Requests);
        Assert.Equal(IPAddress.Loopback, IPAddress.Parse(source.Host));
        Assert.Equal(32, source.AbsolutePath.Length - 1);
    }

    [Fact]
    public async Task A_connection_serves_one_request_after_the_other()
    {
        await using var proxy = RangeProxy.Start(new FileOrigin(path));
        using TcpClient client = await ConnectAsync(proxy);
        NetworkStream stream = client.GetStream();
        string target = new Uri(proxy.Source.Url).AbsolutePath;
        string one = $"GET {target} HTTP/1.1\r\nRange: bytes=5-6\r\n\r\n";

        await stream.WriteAsync(Encoding.ASCII.GetBytes(one + one + $"GET {target} HTTP/1.1\r\nConnection: close\r\nRange: bytes=5-6\r\n\r\n"), Stop);
        string said = await new StreamReader(stream, Encoding.Latin1).ReadToEndAsync(Stop);

        Assert.Equal(3, said.Split("206 Partial Content").Length - 1);
    }

    [Theory]
    [InlineData("hello\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET", "")]
    public async Task Rubbish_and_silence_are_hung_up_on(string sent, string answer)
    {
        // Only silence is waited for in vain.
        await using var proxy = RangeProxy.Start(new FileOrigin(path), answer.Length == 0 ? Hasty : Quick);
        using TcpClient client = await ConnectAsync(proxy);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent), Stop);
        string said = await new StreamReader(client.GetStream(), Encoding.Latin1).ReadToEndAsync(Stop);

        Assert.StartsWith(answer, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_without_end_is_hung_up_on()
    {
        await using var proxy = RangeProxy.Start(new FileOrigin(path));
        using TcpClient client = await ConnectAsync(proxy);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nX: " + new string('x', 8_200)), Stop);
        int read;
        try
        {
            read = await client.GetStream().ReadAsync(new byte[1], Stop);
        }
        catch (IOException)
        {
            read = 0; // Reset, for what it sent was not read to its end.
        }

        Assert.Equal(0, read);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_continued_where_it_broke()
    {
        var origin = new FileOrigin(path) { BreaksAfter = 100_000 };
        await using var proxy = RangeProxy.Start(origin, Quick);

        using HttpResponseMessage answer = await SendAsync(proxy, HttpMethod.Get, null);

        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(bytes.Length, proxy.Traffic.Bytes);
        Assert.Equal(origin.Requests.Count, origin.Requests.Select(request => request.From).Distinct().Count());
    }

    [Fact]
    public async Task An_origin_that_fails_now_and_then_is_asked_again()
    {
        var origin = new FileOrigin(path)
        {
            Before = async (number, stop) =>
            {
                if (number % 4 == 1)
                {
                    throw new HttpRequestException("503");
                }

                if (number % 4 == 2)
                {
                    await Task.Delay(Timeout.Infinite, stop);
                }
            },
        };
        await using var proxy = RangeProxy.Start(origin, Quick with { Patience = TimeSpan.FromMilliseconds(500) });

        using HttpResponseMessage answer = await SendAsync(proxy, HttpMethod.Get, null);

        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync(Stop));
        Assert.InRange(proxy.Traffic.Repeated, 2, 100);
        Assert.Equal(0, proxy.Source.Faults);
    }

    [Fact]
    public async Task A_dead_origin_is_given_up_at_the_deadline_and_the_connection_breaks()
    {
        var origin = new FileOrigin(path)
        {
            Before = (number, _) => number > 1 ? throw new IOException("no route") : Task.CompletedTask,
        };
        await using var proxy = RangeProxy.Start(origin, Quick with { StallDeadline = TimeSpan.FromSeconds(3) });

        using HttpResponseMessage answer = await SendAsync(proxy, HttpMethod.Get, null);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsByteArrayAsync(Stop));

        Assert.Equal(1, proxy.Source.Faults);
        Assert.Contains("no route", proxy.Source.LastFault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_was_replaced_is_not_read_on()
    {
        var origin = new FileOrigin(path);
        origin.Before = (number, _) =>
        {
            origin.ClaimedBytes = number > 1 ? bytes.Length + 1 : null;
            return Task.CompletedTask;
        };
        await using var proxy = RangeProxy.Start(origin, Quick);

        using HttpResponseMessage answer = await SendAsync(proxy, HttpMethod.Get, null);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsByteArrayAsync(Stop));

        Assert.Contains("replaced", proxy.Source.LastFault, StringComparison.Ordinal);
        Assert.Equal(2, origin.Requests.Count);
    }

    [Fact]
    public async Task Reading_ahead_is_bounded()
    {
        var origin = new FileOrigin(path);
        await using var proxy = RangeProxy.Start(origin);

        // One block is read, and no more asked for than a share of it.
        using HttpResponseMessage answer = await SendAsync(proxy, HttpMethod.Get, "bytes=0-100");
        await answer.Content.ReadAsByteArrayAsync(Stop);

        Assert.Equal([(0L, 262_143L)], origin.Requests);
    }

    [Fact]
    public async Task Reading_through_takes_few_requests_and_reads_nothing_twice()
    {
        var origin = new FileOrigin(path);
        await using var proxy = RangeProxy.Start(origin);

        using HttpResponseMessage answer = await SendAsync(proxy, HttpMethod.Get, null);
        await answer.Content.ReadAsByteArrayAsync(Stop);

        Assert.Equal(bytes.Length, proxy.Traffic.Bytes);
        Assert.InRange(origin.Requests.Count, 2, 14);
    }

    [Fact]
    public async Task After_disposal_nobody_answers_and_nobody_waits()
    {
        var origin = new FileOrigin(path) { Before = (_, stop) => Task.Delay(Timeout.Infinite, stop) };
        var proxy = RangeProxy.Start(origin);
        Task<HttpResponseMessage> waiting = SendAsync(proxy, HttpMethod.Get, null);
        while (origin.Requests.Count == 0)
        {
            await Task.Yield();
        }

        await proxy.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(proxy, HttpMethod.Get, null));
    }

    private async Task<HttpResponseMessage> SendAsync(RangeProxy proxy, HttpMethod method, string? range)
    {
        using var request = new HttpRequestMessage(method, proxy.Source.Url);
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    private static async Task<TcpClient> ConnectAsync(RangeProxy proxy)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(proxy.Source.Url).Port, Stop);
        return client;
    }
}
