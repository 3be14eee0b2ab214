namespace Matinee.App.Pages;

/// <summary>Whole per cents for the <c>v-0</c> to <c>v-100</c> classes.</summary>
public static class Steps
{
    /// <summary>Rounds down near the end, so that 100 is shown only when it is done.</summary>
    public static int Of(double share) => share >= 1 ? 100 : (int)Math.Clamp(Math.Round(share * 100), 0, 99);
}
