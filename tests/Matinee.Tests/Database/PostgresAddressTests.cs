using Matinee.Adapters.Postgres;
using Npgsql;
using Xunit;

namespace Matinee.Tests.Database;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://anna:secret@db.example.org:6543/films", "db.example.org", 6543, "anna", "secret", "films")]
    [InlineData("postgresql://anna@db/films", "db", 5432, "anna", null, "films")]
    [InlineData("postgres://anna:p%40ss%2Fw%3Aord%3F%23@db/films", "db", 5432, "anna", "p@ss/w:ord?#", "films")]
    [InlineData("postgres://anna:a@b@db/films", "db", 5432, "anna", "a@b", "films")]
    [InlineData("postgres://anna:x@[::1]:5433/films", "::1", 5433, "anna", "x", "films")]
    [InlineData("postgres://anna:x@db", "db", 5432, "anna", "x", "anna")]
    [InlineData("postgres://anna:x@/films?host=/var/run/postgresql", "/var/run/postgresql", 5432, "anna", "x", "films")]
    [InlineData("postgres://anna:x@one:5432,two:5433/films", "one:5432,two:5433", 5432, "anna", "x", "films")]
    public void The_parts_are_read(string url, string host, int port, string user, string? password, string database)
    {
        var values = PostgresAddress.Parse(url).Copy();

        Assert.Equal((host, port, user, password, database), (values.Host, values.Port, values.Username, values.Password, values.Database));
    }

    [Theory]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("disable", SslMode.Disable)]
    public void The_words_of_libpq_for_tls_are_taken(string word, SslMode mode) =>
        Assert.Equal(mode, PostgresAddress.Parse($"postgres://a:b@c/d?sslmode={word}&application_name=films%20here").Copy().SslMode);

    [Theory]
    [InlineData("mysql://a:hidden@c/d")]
    [InlineData("postgres://a:hidden@c:port/d")]
    [InlineData("postgres://a:hid/den@c/d")]
    [InlineData("postgres://a:hidden@c/d?sslmode=perhaps")]
    [InlineData("postgres://a:hidden@c/d?nonsense=1")]
    [InlineData("postgres://c/d")]
    public void What_cannot_be_read_is_told_without_the_password(string url)
    {
        var refused = Assert.Throws<FormatException>(() => PostgresAddress.Parse(url));

        Assert.DoesNotContain("hidden", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("den", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Printed_it_has_no_password() =>
        Assert.Equal("postgres://anna@db:6543/films", PostgresAddress.Parse("postgres://anna:secret@db:6543/films?sslmode=require").ToString());
}
