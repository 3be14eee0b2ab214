using Matinee.Adapters.Sqlite;
using Matinee.App.Database;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

public sealed class SqliteCatalogueTests : CatalogueConformance
{
    // In memory: how long a busy disk takes for a write is not what is asked.
    private readonly string _folder = Directory.CreateDirectory(Path.Combine("/dev/shm", "matinee-sqlite-" + Guid.NewGuid().ToString("N"))).FullName;

    protected override string Place => Path.Combine(_folder, "matinee.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("nfs4", true)]
    [InlineData("CIFS", true)]
    [InlineData("9p", true)]
    [InlineData("ext4", false)]
    [InlineData("overlay", false)]
    public void A_network_file_system_is_refused(string kind, bool refused) => Assert.Equal(refused, NetworkFolders.IsOne(kind));

    protected override Task<string> NewAsync() => Task.FromResult(Path.Combine(_folder, "another.db"));

    protected override async Task<ICatalogueDatabase> ConnectAsync(string place) => await SqliteCatalogue.OpenAsync(place, Stop);
}
