using System.Text.RegularExpressions;
using Xunit;

namespace Matinee.Tests.Architecture;

/// <summary>What one database takes and the other does not, where the compiler cannot see it.</summary>
public sealed partial class SqlTests
{
    [Fact]
    public void A_list_is_compared_by_the_dialect()
    {
        // IN @list is spelt out for SQLite and refused by PostgreSQL: write {dialect.In("@list")}.
        Assert.Equal([], Those(List()));
    }

    [Fact]
    public void No_statement_uses_a_function_of_one_database_only()
    {
        Assert.Equal([], Those(Foreign()));
    }

    [Fact]
    public void A_migration_has_a_number_of_four_digits_and_a_name()
    {
        Assert.All(SourceTree.Files("src/Matinee.App/Database/migrations", ".sql"), path =>
            Assert.Matches(@"^\d{4}_[a-z0-9_]+(\.(sqlite|postgres))?\.sql$", Path.GetFileName(path)));
    }

    private static IEnumerable<string> Those(Regex wrong) => SourceTree.Files("src/Matinee.App", ".cs")
        .Where(path => !path.EndsWith("SqlDialect.cs", StringComparison.Ordinal) && wrong.IsMatch(File.ReadAllText(path))).Select(SourceTree.Name);

    [GeneratedRegex(@"\bIN @\w")]
    private static partial Regex List();

    [GeneratedRegex(@"\b(julianday|strftime|json_extract|group_concat|IFNULL|INSERT OR (IGNORE|REPLACE)|string_agg|jsonb_|to_timestamp|ILIKE)\b")]
    private static partial Regex Foreign();
}
