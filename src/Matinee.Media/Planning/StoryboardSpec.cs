namespace Matinee.Media.Planning;

/// <summary>Small pictures at a steady interval, tiled on sheets: tile k shows second k times the interval.</summary>
/// <param name="IntervalSeconds">Between two tiles.</param>
/// <param name="Columns">Tiles in a row of a sheet.</param>
/// <param name="Rows">Rows of a full sheet; the last sheet may be filled in part.</param>
/// <param name="TileWidth">Even, in pixels.</param>
/// <param name="TileHeight">Even, in pixels.</param>
public sealed record StoryboardSpec(double IntervalSeconds, int Columns, int Rows, int TileWidth, int TileHeight)
{
    public int TilesPerSheet => Columns * Rows;

    /// <summary>Tiles of a video of this length: at least one.</summary>
    public int Tiles(double seconds) => Math.Max(1, (int)Math.Ceiling(seconds / IntervalSeconds - 1e-6));

    public int Sheets(double seconds) => (Tiles(seconds) + TilesPerSheet - 1) / TilesPerSheet;
}
