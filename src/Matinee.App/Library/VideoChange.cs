namespace Matinee.App.Library;

/// <summary>A patch by the owner; null leaves a value as it is.</summary>
/// <param name="PasswordHash">Only with the visibility <c>password</c>; dropped when the visibility becomes another.</param>
public sealed record VideoChange(string? Title = null, string? Description = null, Visibility? Visibility = null, string? PasswordHash = null);
