"""What the newsroom's desk does with an article beyond Django's own form; each part joins `news.admin.ArticleAdmin`."""
