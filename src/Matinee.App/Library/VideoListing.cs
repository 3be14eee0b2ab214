using System.Globalization;
using System.Text;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Http;

namespace Matinee.App.Library;

/// <summary>Writes the SQL of a page: what the viewer may see, what they asked for, and the place to go on from.</summary>
internal sealed class VideoListing
{
    private const int MaxWords = 8;
    private const int TitleKeyLength = 80;

    private readonly DynamicParameters _parameters = new();
    private readonly StringBuilder _where = new("deleted_at IS NULL");

    private readonly SqlDialect _dialect;

    private VideoListing(SqlDialect dialect) => _dialect = dialect;

    public static (string Sql, DynamicParameters Parameters) For(VideoQuery query, SqlDialect dialect)
    {
        var listing = new VideoListing(dialect);
        listing.RestrictToViewer(query);
        listing.Filter(query);
        listing.Search(query.Text);
        listing.Continue(query);
        var (column, descending) = Order(query.Sort);
        var direction = descending ? "DESC" : "ASC";
        // One row more than asked for tells whether there is another page.
        listing._parameters.Add("limit", Math.Clamp(query.Limit, 1, PageLimit.Most) + 1);
        return ($"SELECT {VideoRow.Columns} FROM videos WHERE {listing._where} ORDER BY {column} {direction}, id {direction} LIMIT @limit", listing._parameters);
    }

    // The sort stands in the cursor, so that one of another sort is recognised.
    public static PageCursor CursorAfter(VideoSort sort, Video video) => new($"{sort}:{ValueOf(sort, video)}", video.Id.Value);

    private static string ValueOf(VideoSort sort, Video video) => sort switch
    {
        VideoSort.Updated => Text(video.UpdatedAt.ToUnixTimeMilliseconds()),
        VideoSort.Title => TitleKey(video.Title),
        VideoSort.Views => Text(video.Views),
        VideoSort.Longest or VideoSort.Shortest => (video.DurationSeconds ?? 0).ToString("R", CultureInfo.InvariantCulture),
        _ => Text(video.CreatedAt.ToUnixTimeMilliseconds()),
    };

    /// <summary>The beginning is enough to sort by, and keeps a cursor short.</summary>
    public static string TitleKey(string title)
    {
        var length = Math.Min(title.Length, TitleKeyLength);
        if (length > 0 && char.IsHighSurrogate(title[length - 1]))
            length--;
        return title[..length].ToLowerInvariant();
    }

    public static string SearchText(string title, string description) => $"{title}\n{description}".ToLowerInvariant();

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static (string Column, bool Descending) Order(VideoSort sort) => sort switch
    {
        VideoSort.Oldest => ("created_at", false),
        VideoSort.Updated => ("updated_at", true),
        VideoSort.Title => ("title_key", false),
        VideoSort.Views => ("views", true),
        VideoSort.Longest => ("COALESCE(duration_seconds, 0)", true),
        VideoSort.Shortest => ("COALESCE(duration_seconds, 0)", false),
        _ => ("created_at", true),
    };

    private void RestrictToViewer(VideoQuery query)
    {
        if (query.IncludeAll)
            return;
        var listed = query.IncludeMembers ? "visibility IN ('public', 'members')" : "visibility = 'public'";
        // Others meet a video when something of it plays, not while it is a draft or a failure.
        And($"(({listed} AND (state IN ('playable', 'ready') OR plan_version IS NOT NULL)){(query.Viewer is null ? "" : " OR owner_id = @viewer")})");
        if (query.Viewer is { } viewer)
            _parameters.Add("viewer", viewer.Value);
    }

    private void Filter(VideoQuery query)
    {
        if (query.Owner is { } owner)
            And("owner_id = @owner", "owner", owner.Value);
        if (query.Visibility is { } visibility)
            And("visibility = @visibility", "visibility", visibility.Word());
        if (query.State is { } state)
            And("state = @state", "state", state.Word());
        if (query.States.Count > 0)
            And($"state {_dialect.In("@states")}", "states", query.States.Select(each => each.Word()).ToArray());
    }

    private void Search(string? text)
    {
        var words = (text ?? "").ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MaxWords);
        foreach (var (number, word) in words.Index())
        {
            var pattern = word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
            And($"search_text LIKE @word{number} ESCAPE '\\'", $"word{number}", $"%{pattern}%");
        }
    }

    private void Continue(VideoQuery query)
    {
        var prefix = $"{query.Sort}:";
        if (query.After is not { } after || !after.Sort.StartsWith(prefix, StringComparison.Ordinal))
            return;
        var place = after.Sort[prefix.Length..];
        var (column, descending) = Order(query.Sort);
        var further = descending ? '<' : '>';
        object? value = query.Sort switch
        {
            VideoSort.Title => place,
            VideoSort.Longest or VideoSort.Shortest => double.TryParse(place, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : null,
            _ => long.TryParse(place, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null,
        };
        if (value is null)
            return;
        And($"({column} {further} @after OR ({column} = @after AND id {further} @afterId))", "after", value);
        _parameters.Add("afterId", after.Id);
    }

    private void And(string condition) => _where.Append(" AND ").Append(condition);

    private void And(string condition, string parameter, object value)
    {
        And(condition);
        _parameters.Add(parameter, value);
    }
}
