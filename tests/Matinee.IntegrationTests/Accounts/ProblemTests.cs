using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Accounts;

public sealed class ProblemTests
{
    [Theory]
    [InlineData("GET", "/nowhere", null, null, 404, "not_found")]
    [InlineData("GET", "/api/me", null, null, 401, "unauthenticated")]
    [InlineData("PUT", "/api/me", null, null, 405, "method_not_allowed")]
    [InlineData("POST", "/api/auth/login", "email=a", "application/x-www-form-urlencoded", 415, "unsupported_media")]
    [InlineData("POST", "/api/auth/login", "{", "application/json", 400, "malformed")]
    [InlineData("POST", "/api/auth/login", "{\"email\":7}", "application/json", 400, "malformed")]
    [InlineData("POST", "/api/auth/login", "", "application/json", 400, "malformed")]
    [InlineData("POST", "/api/auth/guest", "{\"name\":\"\"}", "application/json", 422, "invalid")]
    [InlineData("POST", "/api/auth/register", "{}", "application/json", 403, "registration_closed")]
    [InlineData("GET", "/broken", null, null, 500, "internal")]
    public async Task Every_error_is_a_problem(string method, string path, string? body, string? type, int status, string code)
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        using var request = new HttpRequestMessage(new(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type!);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal($"/docs/errors#{code}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
        Assert.DoesNotContain("secret reason", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/users?limit=0")]
    [InlineData("/api/users?limit=many")]
    [InlineData("/api/users?cursor=%25%25")]
    [InlineData("/api/users/not-an-id")]
    public async Task A_malformed_value_in_the_address_is_400(string path)
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        await AccountsHost.LoginAsync(client);

        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_413()
    {
        await using var host = await AccountsHost.StartAsync();
        // An answer that is late must not be taken for leave to send.
        using var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Patient.Limit }) { BaseAddress = host.Address };
        using var content = new ByteArrayContent(new byte[31_000_000]);
        content.Headers.ContentType = new("application/json");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login") { Content = content };
        request.Headers.ExpectContinue = true; // so that the answer is read before the body is sent into a closed connection

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task The_same_key_and_body_create_once_and_another_body_is_refused()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        await AccountsHost.LoginAsync(client);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "order 66");

        using var first = await client.PostAsJsonAsync("/api/me/api-keys", new { name = "ci" }, TestContext.Current.CancellationToken);
        using var again = await client.PostAsJsonAsync("/api/me/api-keys", new { name = "ci" }, TestContext.Current.CancellationToken);
        using var other = await client.PostAsJsonAsync("/api/me/api-keys", new { name = "cd" }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        var keys = await client.GetFromJsonAsync<JsonElement>("/api/me/api-keys", TestContext.Current.CancellationToken);
        Assert.Equal(1, keys.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_refused_create_leaves_its_key_free_and_a_day_later_every_key_is()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        await AccountsHost.LoginAsync(client);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "one");

        using var refused = await client.PostAsJsonAsync("/api/me/api-keys", new { name = "" }, TestContext.Current.CancellationToken);
        using var corrected = await client.PostAsJsonAsync("/api/me/api-keys", new { name = "ci" }, TestContext.Current.CancellationToken);
        host.Time.Advance(TimeSpan.FromHours(24));
        await AccountsHost.LoginAsync(client);
        using var nextDay = await client.PostAsJsonAsync("/api/me/api-keys", new { name = "cd" }, TestContext.Current.CancellationToken);

        Assert.Equal([422, 201, 201], [(int)refused.StatusCode, (int)corrected.StatusCode, (int)nextDay.StatusCode]);
    }

    [Fact]
    public async Task Concurrent_creates_with_one_key_create_once()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        await AccountsHost.LoginAsync(client);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "race");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.PostAsJsonAsync("/api/me/api-keys", new { name = "ci" }, TestContext.Current.CancellationToken)));

        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.Conflict]));
        var keys = await client.GetFromJsonAsync<JsonElement>("/api/me/api-keys", TestContext.Current.CancellationToken);
        Assert.Equal(1, keys.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Users_are_paged_without_gaps_or_repeats()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        await AccountsHost.LoginAsync(client);
        for (var i = 0; i < 6; i++)
            (await client.PostAsJsonAsync("/api/users", new { email = $"u{i}@example.org", password = "a long enough password" }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/users?limit=3{(cursor is null ? "" : "&cursor=" + cursor)}", TestContext.Current.CancellationToken);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("email").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(7, seen.Count);
        Assert.Equal(7, seen.Distinct().Count());
    }

    [Fact]
    public async Task Times_are_utc_with_milliseconds()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        var answer = await AccountsHost.LoginAsync(client);

        Assert.Equal("2030-01-02T04:04:05.000Z", answer.GetProperty("expiresAt").GetString());
    }

    [Fact]
    public async Task A_tame_correlation_id_is_kept_and_a_wild_one_replaced()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("X-Correlation-Id", "order-66");
        using var other = host.Client();
        other.DefaultRequestHeaders.TryAddWithoutValidation("X-Correlation-Id", "<script>");

        using var kept = await client.GetAsync("/nowhere", TestContext.Current.CancellationToken);
        using var replaced = await other.GetAsync("/nowhere", TestContext.Current.CancellationToken);

        Assert.Equal("order-66", kept.Headers.GetValues("X-Correlation-Id").Single());
        Assert.NotEqual("<script>", replaced.Headers.GetValues("X-Correlation-Id").Single());
    }
}
