using System.Net;
using System.Net.Sockets;
using Matinee.Adapters.Postgres;
using Matinee.Testing.Faults;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>Each of the ways in which a database cannot be had says what to do, and never the password.</summary>
public sealed class PostgresOpeningTests
{
    /// <summary>A server that is there says no, however busy the machine is.</summary>
    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_wrong_password() =>
        await RefusedAsync((await PostgresServer.SharedAsync()).UrlOf("postgres", "not-the-pass:word"), "refuses the password of matinee", Answering);

    [Fact]
    public async Task A_database_that_is_not_there() =>
        await RefusedAsync((await PostgresServer.SharedAsync()).UrlOf("nowhere"), "createdb", Answering);

    [Fact]
    public async Task A_server_that_is_down()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound and not listening: every connection is refused

        await RefusedAsync($"postgres://matinee:s3cret@127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}/x", "cannot be reached"); // it is bound
    }

    [Fact]
    public Task A_host_that_is_not_known() => RefusedAsync("postgres://matinee:s3cret@no-such-host.invalid/x", "not known");

    [Fact]
    public async Task A_database_of_another_encoding()
    {
        var server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("DROP DATABASE IF EXISTS latin");
        await server.ExecuteAsync("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'");

        await RefusedAsync(server.UrlOf("latin"), "UTF8", Answering);
    }

    [Fact]
    public async Task A_user_who_may_make_no_tables()
    {
        var server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("DROP ROLE IF EXISTS guest");
        await server.ExecuteAsync("CREATE ROLE guest LOGIN PASSWORD 'guest'");

        await RefusedAsync($"postgres://guest:guest@127.0.0.1:{server.Port}/postgres", "GRANT", Answering);
    }

    /// <param name="patience">Where nobody answers: time for one look, on a machine that does much else.</param>
    private static async Task RefusedAsync(string url, string sentence, TimeSpan? patience = null)
    {
        var settings = PostgresSettings.Of(url) with { ConnectTimeout = patience ?? TimeSpan.FromSeconds(Soak.Count(full: 1, brief: 6)) };

        var refused = await Assert.ThrowsAsync<PostgresOpenException>(() => PostgresCatalogue.OpenAsync(settings, TestContext.Current.CancellationToken));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.UnescapeDataString(url.Split(':')[2].Split('@')[0]) + "@", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.ToString() + settings, StringComparison.Ordinal);
    }
}
