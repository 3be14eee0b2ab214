using System.Net;
using Matinee.Client;
using Matinee.Client.Accounts;
using Matinee.Client.Http;
using Xunit;

namespace Matinee.IntegrationTests.Accounts;

public sealed class ClientTests
{
    [Fact]
    public async Task A_client_signs_in_renews_by_itself_and_signs_out()
    {
        await using var host = await AccountsHost.StartAsync();
        using var http = host.Client();
        var store = new FixedCredentials(null);
        var client = new MatineeClient(http, store, host.Time);
        await client.Accounts.LoginAsync(AccountsHost.AdminEmail, AccountsHost.AdminPassword, TestContext.Current.CancellationToken);
        var first = await store.ReadAsync(TestContext.Current.CancellationToken);

        host.Time.Advance(TimeSpan.FromHours(2));
        var names = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.Accounts.MeAsync(TestContext.Current.CancellationToken)));

        Assert.All(names, me => Assert.Equal("admin", me.Name));
        Assert.NotEqual(first, await store.ReadAsync(TestContext.Current.CancellationToken));
        await client.Accounts.LogoutAsync(TestContext.Current.CancellationToken);
        Assert.Null(await store.ReadAsync(TestContext.Current.CancellationToken));
        var refused = await Assert.ThrowsAsync<MatineeException>(() => client.Accounts.MeAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.Unauthorized, "unauthenticated"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_problem_becomes_an_exception_that_says_when_to_come_back()
    {
        await using var host = await AccountsHost.StartAsync();
        using var http = host.Client();
        var client = new MatineeClient(http, time: host.Time);
        for (var i = 0; i < 10; i++)
            await Assert.ThrowsAsync<MatineeException>(() => client.Accounts.LoginAsync(AccountsHost.AdminEmail, "wrong", TestContext.Current.CancellationToken));

        var refused = await Assert.ThrowsAsync<MatineeException>(() => client.Accounts.LoginAsync(AccountsHost.AdminEmail, "wrong", TestContext.Current.CancellationToken));

        Assert.Equal("rate_limited", refused.Code);
        Assert.Equal(TimeSpan.FromSeconds(30), refused.RetryAfter);
    }

    [Fact]
    public async Task Users_are_added_changed_and_deleted()
    {
        await using var host = await AccountsHost.StartAsync();
        using var http = host.Client();
        var client = new MatineeClient(http, new FixedCredentials(null), host.Time);
        await client.Accounts.LoginAsync(AccountsHost.AdminEmail, AccountsHost.AdminPassword, TestContext.Current.CancellationToken);

        var added = await client.Users.AddAsync("bob@example.org", null, null, null, TestContext.Current.CancellationToken);
        var changed = await client.Users.ChangeAsync(added.User.Id, new() { Role = "admin", QuotaBytes = 5_000_000 }, TestContext.Current.CancellationToken);
        var found = await client.Users.FindAsync("BOB@example.org", TestContext.Current.CancellationToken);
        await client.Users.DeleteAsync(added.User.Id, TestContext.Current.CancellationToken);

        Assert.Equal(4, added.OneTimePassword!.Split('-').Length);
        Assert.Equal(("admin", 5_000_000), (changed.Role, changed.QuotaBytes));
        Assert.Equal(changed, found);
        Assert.Null(await client.Users.FindAsync("bob@example.org", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_saved_login_is_for_its_owner_alone_and_kept_per_server()
    {
        var folder = Directory.CreateTempSubdirectory("matinee-login-").FullName;
        var file = Path.Combine(folder, "matinee", "login.json");
        var one = new SavedLogin(new("http://one.example/"), file);
        var two = new SavedLogin(new("http://two.example/"), file);

        await one.WriteAsync(new() { AccessToken = "first" }, TestContext.Current.CancellationToken);
        await two.WriteAsync(new() { AccessToken = "second" }, TestContext.Current.CancellationToken);

        Assert.Equal("first", (await one.ReadAsync(TestContext.Current.CancellationToken))?.AccessToken);
        Assert.Equal(new Uri("http://two.example"), await SavedLogin.CurrentServerAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        await one.WriteAsync(null, TestContext.Current.CancellationToken);
        Assert.Null(await one.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
        Directory.Delete(folder, recursive: true);
    }
}
