namespace Matinee.App.Library;

/// <summary>A patch by the owner; null leaves a value as it is.</summary>
/// <param name="PasswordHash">Only with <see cref="Library.Visibility.Password"/>; dropped when the visibility becomes another.</param>
public sealed record VideoChange(string? Title = null, string? Description = null, Visibility? Visibility = null, string? PasswordHash = null);
