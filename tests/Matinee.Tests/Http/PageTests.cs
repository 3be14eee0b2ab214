using Matinee.App.Http;
using Xunit;

namespace Matinee.Tests.Http;

public sealed class PageTests
{
    [Fact]
    public void The_extra_row_becomes_a_cursor_and_not_an_item()
    {
        var page = Page.Of<int>([5, 4, 3], new(2), row => new PageCursor($"{row}", $"v{row}"));

        Assert.Equal([5, 4], page.Items);
        Assert.Equal(new PageCursor("4", "v4"), PageCursor.Parse(page.NextCursor!, null));
    }

    [Fact]
    public void The_last_page_has_no_cursor() => Assert.Null(Page.Of<int>([2, 1], new(2), row => new PageCursor("", $"{row}")).NextCursor);

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("AAAA")]
    [InlineData("Cg")]
    public void A_cursor_that_was_never_handed_out_is_malformed(string text) => Assert.False(PageCursor.TryParse(text, null, out _));

    [Fact]
    public void A_cursor_survives_any_sort_value()
    {
        var cursor = new PageCursor("line\nbreak ÄÖ 🎬", "v1");

        Assert.Equal(cursor, PageCursor.Parse(cursor.ToString(), null));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("200", 200)]
    [InlineData("100000", 200)]
    public void A_limit_is_cut_to_the_most_there_may_be(string text, int rows) => Assert.Equal(rows, PageLimit.Parse(text, null).Rows);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("99999999999")]
    public void A_limit_that_is_no_positive_number_is_malformed(string text) => Assert.False(PageLimit.TryParse(text, null, out _));
}
