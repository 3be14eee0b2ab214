namespace Matinee.EndToEnd.Harness;

/// <summary>How a page is looked at. The default is a dark desktop.</summary>
/// <param name="Judged">A judge's own script may run, which the product's content policy forbids.</param>
public readonly record struct Viewing(int Width = 0, bool Light = false, bool Still = false, bool Judged = false)
{
    public override string ToString() => $"{(Width == 0 ? 1440 : Width)}-{(Light ? "light" : "dark")}";
}
