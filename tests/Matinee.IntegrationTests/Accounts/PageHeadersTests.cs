using Xunit;

namespace Matinee.IntegrationTests.Accounts;

public sealed class PageHeadersTests
{
    [Fact]
    public async Task A_page_may_run_no_inline_script_and_be_framed_by_nobody()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        using var page = await client.GetAsync("/page", TestContext.Current.CancellationToken);

        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("media-src 'self' blob:", policy, StringComparison.Ordinal);
        Assert.Contains("worker-src 'self' blob:;", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task An_embedded_page_may_be_framed_by_the_configured_sites()
    {
        await using var host = await AccountsHost.StartAsync(("Http:EmbedOrigins:0", "https://blog.example"));
        using var client = host.Client();

        using var page = await client.GetAsync("/embed/page", TestContext.Current.CancellationToken);

        Assert.EndsWith("frame-ancestors https://blog.example", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(page.Headers.Contains("X-Frame-Options"));
    }

    [Theory]
    [InlineData(null, "https://films.example/watch")]
    [InlineData("https://public.example/", "https://public.example/watch")]
    public async Task Absolute_links_come_from_the_configuration_or_a_trusted_proxy(string? publicUrl, string expected)
    {
        await using var host = await AccountsHost.StartAsync(("Http:PublicUrl", publicUrl ?? ""));
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "films.example");

        Assert.Equal(expected, await client.GetStringAsync("/link", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stranger_does_not_forward()
    {
        await using var host = await AccountsHost.StartAsync(("Http:TrustedProxies:0", "192.0.2.0/24"));
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");

        Assert.Equal(new Uri(host.Address, "/watch").ToString(), await client.GetStringAsync("/link", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_flood_is_refused_with_a_time_to_come_back()
    {
        await using var host = await AccountsHost.StartAsync(("Limits:Api:Burst", "5"), ("Limits:Api:Tokens", "1"), ("Limits:Api:Period", "00:00:10"));
        using var client = host.Client();
        for (var i = 0; i < 5; i++)
            (await client.GetAsync("/api/me", TestContext.Current.CancellationToken)).Dispose();

        using var refused = await client.GetAsync("/api/me", TestContext.Current.CancellationToken);

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal("10", refused.Headers.GetValues("Retry-After").Single());
        Assert.Contains("\"retryAfterMs\":10000", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
