using Matinee.App.Database;
using Matinee.IntegrationTests.Accounts;
using Xunit;

namespace Matinee.IntegrationTests.Databases;

/// <summary>Tests that run on both databases would prove nothing if the mark were not read.</summary>
[OnPostgres]
public sealed class DatabaseChoiceTests
{
    [Fact]
    public async Task A_marked_class_keeps_its_catalogue_in_postgres()
    {
        await using var host = await AccountsHost.StartAsync();

        Assert.Equal(SqlDialect.Postgres, host.Catalogue.Dialect);
    }
}
