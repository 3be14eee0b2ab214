using Matinee.Cluster.Etcd;
using Matinee.Cluster.Registry;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

public sealed class EtcdRegistryTests : RegistryConformance
{
    // Of this class alone: it is compacted.
    private static readonly Lazy<Task<EtcdServer>> Server = new(EtcdServer.StartAsync);

    // For whoever asks what is answered, not how soon: what was sent once is not sent again.
    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = EtcdHttp.Create();
    private readonly string _prefix = $"t{Guid.NewGuid():N}/";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Two_prefixes_of_one_etcd_see_nothing_of_each_other_and_a_dead_address_is_passed_over()
    {
        var here = await ConnectAsync();
        var there = new EtcdRegistry(
            _http, new EtcdOptions { Endpoints = [new Uri("http://127.0.0.1:1"), (await Server.Value).Endpoint], Prefix = "other/", TryTimeout = Answering, Deadline = Answering * 2 }, TimeProvider.System);

        await here.CommitAsync(RegistryTransaction.Put("a", "1"), Stop);
        await there.CommitAsync(RegistryTransaction.Create("a", "2"), Stop);

        Assert.Equal("1", (await here.GetAsync("a", Stop)).Found?.Value);
        Assert.Equal("2", Assert.Single((await there.ListAllAsync("", Stop)).Entries).Value);
    }

    [Fact]
    public async Task An_etcd_that_is_not_there_is_told_in_time_and_nothing_was_written()
    {
        var nowhere = new EtcdRegistry(
            _http, new EtcdOptions { Endpoints = [new Uri("http://127.0.0.1:1")], TryTimeout = TimeSpan.FromSeconds(0.3), Deadline = TimeSpan.FromSeconds(0.5) }, TimeProvider.System);

        await Assert.ThrowsAsync<RegistryUnavailableException>(() => nowhere.GetAsync("a", Stop));
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => nowhere.CommitAsync(RegistryTransaction.Put("a", "1"), Stop));
    }

    protected override async Task<IRegistry> ConnectAsync() =>
        new EtcdRegistry(_http, new EtcdOptions { Endpoints = [(await Server.Value).Endpoint], Prefix = _prefix, TryTimeout = Answering, Deadline = Answering * 2 }, TimeProvider.System);

    protected override async Task CompactAsync(long revision) => await (await Server.Value).CompactAsync(revision);
}
