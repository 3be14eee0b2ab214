namespace Matinee.App.Http;

/// <summary>The answer of every list under <c>/api</c>.</summary>
/// <param name="NextCursor">Goes back as <c>?cursor=</c>; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Makes pages from rows.</summary>
public static class Page
{
    /// <param name="rows">Up to <c>limit + 1</c> rows in order: the extra one only says that there is more.</param>
    /// <param name="limit">Rows a page holds.</param>
    /// <param name="cursorOf">Sort value and id of a row.</param>
    /// <param name="show">Row to wire form.</param>
    public static Page<TItem> Of<TRow, TItem>(IReadOnlyList<TRow> rows, PageLimit limit, Func<TRow, PageCursor> cursorOf, Func<TRow, TItem> show)
    {
        var size = limit.Rows;
        return rows.Count > size
            ? new([.. rows.Take(size).Select(show)], cursorOf(rows[size - 1]).ToString())
            : new([.. rows.Select(show)], null);
    }

    /// <summary>A page of rows that are already in their wire form.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, PageLimit limit, Func<T, PageCursor> cursorOf) => Of(rows, limit, cursorOf, row => row);
}
